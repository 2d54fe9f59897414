namespace Mpa.Torch;

/// <summary>Number type that a model runs in, whatever type its files are stored in.</summary>
public enum WeightType
{
    /// <summary>32 bits: equal to the public implementations, and the fastest for small models.</summary>
    Float32,

    /// <summary>16 bits: half the memory, and faster on processors with bfloat16 units; answers may differ in close cases.</summary>
    BFloat16,

    /// <summary>Weights of linear layers in 8 bits with a scale for each output, all else as <see cref="BFloat16"/>: a quarter of the memory; for answering only.</summary>
    Int8,
}
