using CsCheck;
using Fovea.Numbers;

namespace Fovea.Tests.Numbers;

/// <summary>A generated computation that runs on any number: each step reads two earlier values and adds one. Divisors, radicands and logarithms stay away from 0.</summary>
public sealed record Computation((int Operation, int Left, int Right)[] Steps, double[] Inputs)
{
    private static readonly int[] Exact = [.. Enumerable.Range(0, 12)];
    private static readonly int[] Functions = [.. Enumerable.Range(12, 12)];

    /// <summary>Computations that stay within the quotients.</summary>
    public static Gen<Computation> OnQuotients => Of(Exact);

    /// <summary>Computations with functions.</summary>
    public static Gen<Computation> OnReals => Of([.. Exact, .. Functions]);

    /// <summary>Computations without corners and steps.</summary>
    public static Gen<Computation> Smooth => Of([.. Exact[..5], .. Functions]);

    private static Gen<Computation> Of(int[] operations) => Gen.Select(
        Gen.Select(Gen.Int[0, operations.Length - 1].Select(i => operations[i]), Gen.Int[0, 1000], Gen.Int[0, 1000]).Array[1, 8],
        Gen.Int[-16, 16].Select(eighths => eighths / 8.0).Array[3],
        (steps, inputs) => new Computation(steps, inputs));

    public T Run<T>(Func<double, T> input, Action<T>? observe = null)
        where T : struct, IScalar<T> => Run([.. Inputs.Select(input)], observe);

    public T Run<T>(T[] inputs, Action<T>? observe = null)
        where T : struct, IScalar<T>
    {
        List<T> values = [.. inputs];
        foreach ((int operation, int left, int right) in Steps)
        {
            values.Add(Step(operation, values[left % values.Count], values[right % values.Count]));
            observe?.Invoke(values[^1]);
        }
        return values[^1];
    }

    private static T Step<T>(int operation, T a, T b)
        where T : struct, IScalar<T> => operation switch
        {
            0 => a + b,
            1 => a - b,
            2 => a * b,
            3 => -a,
            4 => T.Power(a, T.Literal(2)) * T.Literal(0.25),
            5 => a / (T.Apply(ScalarFunction.Abs, b) + T.Literal(1)),
            6 => T.Max(a, b),
            7 => T.Min(a, b),
            8 => T.Apply(ScalarFunction.Abs, a),
            9 => T.Apply(ScalarFunction.Floor, a),
            10 => T.Remainder(a, T.Apply(ScalarFunction.Abs, b) + T.Literal(1)),
            11 => T.Max(T.Literal(0), a) - T.Literal(0.5),
            12 => T.Apply(ScalarFunction.Tanh, a),
            13 => T.Apply(ScalarFunction.Sin, a),
            14 => T.Apply(ScalarFunction.Cos, a),
            15 => T.Apply(ScalarFunction.Erf, a),
            16 => T.Apply(ScalarFunction.Exp, T.Apply(ScalarFunction.Sin, a)),
            17 => T.Apply(ScalarFunction.Sqrt, (a * a) + T.Literal(1)),
            18 => T.Apply(ScalarFunction.Log, (a * a) + T.Literal(1)),
            19 => T.Apply(ScalarFunction.Atan, a) / ((b * b) + T.Literal(1)),
            20 => T.Apply(ScalarFunction.Asinh, a),
            21 => T.Power((a * a) + T.Literal(1), T.Apply(ScalarFunction.Sin, b)),
            22 => T.Apply(ScalarFunction.Cosh, T.Apply(ScalarFunction.Sin, a)),
            _ => T.Apply(ScalarFunction.Sinh, T.Apply(ScalarFunction.Cos, a)),
        };

    public override string ToString() => string.Join(' ', Steps) + " on " + string.Join(", ", Inputs);
}
