namespace Fovea.Bench;

/// <summary>Another engine on one network and inputs that stay the same.</summary>
internal interface IPeer : IDisposable
{
    /// <summary>Runs the network; what comes out is let go.</summary>
    void Run();

    /// <summary>Runs it and gives its outputs; null for those that are no float32.</summary>
    float[]?[] Outputs();
}
