namespace Mpa.Torch;

/// <summary>How fast libtorch computes on a machine.</summary>
/// <param name="Float32">Floating-point operations a second of large products of matrices in float32.</param>
/// <param name="BFloat16">The same in bfloat16.</param>
/// <param name="Memory">Bytes of weights that a product of one row reads a second, where the matrix is larger than any cache: what bounds decoding.</param>
public sealed record EngineSpeed(double Float32, double BFloat16, double Memory);
