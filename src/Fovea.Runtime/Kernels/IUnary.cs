namespace Fovea.Runtime.Kernels;

/// <summary>A function of one element, over all lanes of a vector at once.</summary>
internal interface IUnary<V>
    where V : struct
{
    V Apply(V x);
}
