namespace Fovea.Claims;

/// <summary>A claim that has no meaning: an index outside its tensor, a size that is not positive, things that cannot be compared.</summary>
internal sealed class IllFormedException(string message) : Exception(message);
