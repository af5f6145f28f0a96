namespace Fovea.Cli;

/// <summary>What the command's exit codes mean.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Interrupted = 130;
}

/// <summary>The command was called wrongly.</summary>
internal sealed class UsageException(string message) : Exception(message);
