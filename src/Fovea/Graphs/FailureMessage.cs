using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Fovea.Graphs;

/// <summary>
/// What <see cref="Operands.Require(bool, ref FailureMessage)"/> says if the requirement fails. As long as it holds nothing is written: rules require much, and run once for
/// each of many nodes.
/// </summary>
[InterpolatedStringHandler]
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct FailureMessage
{
    private DefaultInterpolatedStringHandler text;

    /// <summary>Called by the compiler.</summary>
    public FailureMessage(int literalLength, int formattedCount, bool holds, out bool needed)
    {
        needed = !holds;
        text = needed ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    /// <summary>Called by the compiler.</summary>
    public void AppendLiteral(string literal) => text.AppendLiteral(literal);

    /// <summary>Called by the compiler.</summary>
    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    internal string Take() => text.ToStringAndClear();
}
