using Fovea.Graphs;
using Fovea.Numbers;

namespace Fovea.Analysis;

/// <summary>
/// The part of a position that an axis of a value carries: unit u along it stands for <c>weight · (⌊u / inner⌋ mod count)</c>. An axis that was never
/// regrouped is one digit of weight 1. A Reshape packs several axes into one, where inner is the product of what runs faster, or spreads one over several, where the
/// position is the sum of its digits.
/// </summary>
/// <param name="Axis">The axis of the value, counted from the axis of the input that is followed: 0 where the value keeps it in its place.</param>
/// <param name="Weight">Positions per step of the digit.</param>
/// <param name="Inner">Units per step of the digit.</param>
/// <param name="Count">How many steps it has; null for as many as the axis has.</param>
/// <param name="Leads">Whether nothing runs slower inside the axis, so that the digit does not start anew.</param>
internal readonly record struct AxisDigit(int Axis, Size Weight, Size Inner, Size? Count, bool Leads)
{
    /// <summary>A whole axis.</summary>
    public static AxisDigit Whole(int axis) => new(axis, 1, 1, null, Leads: true);

    /// <summary>Whether a unit's place along the axis is the position itself.</summary>
    public bool IsWhole => Leads && Weight == 1 && Inner == 1;

    /// <summary>After how many units the digit begins anew or, if it leads, goes on by its weight.</summary>
    public Size Period => Leads ? Inner : Inner * Count!.Value;

    /// <summary>What a unit stands for.</summary>
    public Size At(Size unit)
    {
        Size step = Size.FloorDiv(unit, Inner);
        return Weight * (Leads ? step : Size.Mod(step, Count!.Value));
    }

    /// <summary>Where the digit stands after its axis was regrouped with others; not if the new axes cut it unevenly, or their sizes do not tell.</summary>
    /// <param name="rule">How the axes are regrouped.</param>
    /// <param name="own">The axis of the input that is followed.</param>
    /// <param name="to">Takes the digits.</param>
    public bool TryRegroup(AxisRule.Regrouped rule, int own, List<AxisDigit> to)
    {
        int place = own + Axis - rule.FirstInput;
        // Everything counted in elements of the block from here on.
        Size step = Inner * rule.Input.Slice(place + 1, rule.Input.Rank).Elements;
        Size rest = Count ?? rule.Input[place];
        Size weight = Weight;
        Size faster = 1;
        for (int axis = rule.Output.Rank - 1; axis >= 0 && rest != 1; axis--)
        {
            Size size = rule.Output[axis];
            Size slower = faster * size;
            if (!Size.TryDivideExactly(step, slower, out _))
            {
                // The axis has room for some of the digit, perhaps for all that is left.
                if (!Size.TryDivideExactly(step, faster, out Size inner) || !Size.TryDivideExactly(size, inner, out Size room))
                {
                    return false;
                }
                bool fits = Size.TryDivideExactly(room, rest, out _);
                Size count = fits ? rest : room;
                if (!Size.TryDivideExactly(rest, count, out rest))
                {
                    return false;
                }
                to.Add(new AxisDigit(rule.FirstOutput + axis - own, weight, inner, count, Leads: count == room));
                weight *= count;
                step = slower;
            }
            faster = slower;
        }
        return rest == 1;
    }

    /// <summary>Takes digits together that stand side by side again as they did before an axis was spread.</summary>
    public static void Merge(List<AxisDigit> digits)
    {
        for (int high = 0; high < digits.Count; high++)
        {
            for (int low = 0; low < digits.Count; low++)
            {
                if (digits[high].Continues(digits[low]))
                {
                    digits[high] = digits[low] with { Count = digits[low].Count * digits[high].Count, Leads = digits[high].Leads };
                    digits.RemoveAt(low);
                    Merge(digits);
                    return;
                }
            }
        }
    }

    private bool Continues(AxisDigit lower) => lower.Axis == Axis && lower.Count is { } count && Count is not null
        && lower.Inner * count == Inner && lower.Weight * count == Weight;
}
