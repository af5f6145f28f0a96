using Fovea.Runtime.Kernels;
using Xunit;

namespace Fovea.Runtime.Tests.Kernels;

/// <summary>The choice of the vector width.</summary>
public sealed class VectorWidthTests
{
    [Fact]
    public void The_width_that_is_forced_is_used()
    {
        string? forced = Environment.GetEnvironmentVariable(VectorWidth.Variable);
        Assert.Equal(VectorWidth.Choose(forced), VectorWidth.Floats);
        Assert.Equal(4, VectorWidth.Choose("128"));
        Assert.True(VectorWidth.Choose(null) >= VectorWidth.Choose("128"));
    }

    [Fact]
    public void A_width_that_no_machine_has_is_refused() =>
        Assert.Contains("'1024'", Assert.Throws<PlatformNotSupportedException>(() => VectorWidth.Choose("1024")).Message, StringComparison.Ordinal);
}
