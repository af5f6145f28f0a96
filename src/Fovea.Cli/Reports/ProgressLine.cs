namespace Fovea.Cli.Reports;

/// <summary>One line on the error stream that says what is being done, where that is a terminal; it is gone when the work is.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int Width = 78;
    private readonly bool shown = !Console.IsErrorRedirected;
    private bool dirty;

    public void Show(string text)
    {
        if (shown)
        {
            Console.Error.Write("\r" + (text.Length > Width ? text[..Width] : text.PadRight(Width)));
            dirty = true;
        }
    }

    /// <summary>Takes the line away, so that something else can be written there.</summary>
    public void Clear()
    {
        if (dirty)
        {
            Console.Error.Write("\r" + new string(' ', Width) + "\r");
            dirty = false;
        }
    }

    public void Dispose() => Clear();
}
