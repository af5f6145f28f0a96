using Fovea.Numbers;
using Fovea.Tensors;

namespace Fovea.Operators;

/// <summary>Leads elements from one kind to another. Each is an operation of its own.</summary>
internal static class Conversion
{
    /// <summary>Whole numbers as floating-point ones.</summary>
    public static T[] Numbers<T>(Whole[] wholes)
        where T : struct, IScalar<T> =>
        Array.ConvertAll(wholes, whole => Noted(T.Literal((double)whole.Number)));

    /// <summary>
    /// Floating-point numbers as whole ones: rounded toward 0. What lies beyond the integer type becomes its least or greatest number, or loses its upper bits when it is stored with
    /// 4 or 2 bits, as it does in ONNX's backend tests; NaN becomes 0. The standard leaves all of this open.
    /// </summary>
    public static Whole[] Wholes<T>(T[] numbers, ElementType to)
        where T : struct, IScalar<T>
    {
        (Int128 least, Int128 greatest) = (to.Bits() < 8 ? ElementType.Int64 : to).Range();
        return Array.ConvertAll(numbers, number => Noted(new Whole(Scalar.Known(number) switch
        {
            double.NaN => 0,
            var value when value <= (double)least => least,
            var value when value >= (double)greatest => greatest,
            var value => (Int128)value,
        })));
    }

    /// <summary>The elements of a tensor in a run as they are in another element type.</summary>
    /// <exception cref="Graphs.UnavailableException">The reference does not store that type.</exception>
    public static Elements To<T>(RunTensor tensor, ElementType to)
        where T : struct, IScalar<T> => tensor.Elements switch
        {
            Elements<bool> truths when to.IsComputedFloat() => new Elements<T>(Array.ConvertAll(truths.Items, truth => Noted(T.Literal(truth ? 1 : 0)))),
            Elements<bool> truths when to.IsInteger() => new Elements<Whole>(Array.ConvertAll(truths.Items, truth => Noted((Whole)(truth ? 1 : 0)))),
            Elements<bool> truths when to == ElementType.Bool => new Elements<bool>(Array.ConvertAll(truths.Items, Noted)),
            Elements<Whole> wholes when to.IsComputedFloat() => new Elements<T>(Numbers<T>(wholes.Items)),
            Elements<Whole> wholes when to.IsInteger() => new Elements<Whole>(Array.ConvertAll(wholes.Items, Noted)),
            Elements<Whole> wholes when to == ElementType.Bool => new Elements<bool>(Array.ConvertAll(wholes.Items, whole => Noted(whole.Number != 0))),
            Elements<T> numbers when to.IsComputedFloat() => new Elements<T>(Array.ConvertAll(numbers.Items, Noted)),
            Elements<T> numbers when to.IsInteger() => new Elements<Whole>(Wholes(numbers.Items, to)),
            Elements<T> numbers when to == ElementType.Bool => new Elements<bool>(Array.ConvertAll(numbers.Items, number => Noted(Scalar.Known(number) != 0))),
            _ => throw new Graphs.UnavailableException($"the reference does not convert {tensor.Element.Name()} to {to.Name()}"),
        };

    private static R Noted<R>(R result)
    {
        Ledger.Note(OperationKind.Convert);
        return result;
    }
}
