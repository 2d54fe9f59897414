namespace Mpa.Models;

/// <summary>Number type that a model runs in, whatever type its files are stored in.</summary>
public enum WeightType
{
    /// <summary>32 bits: equal to the public implementations, and the fastest for small models.</summary>
    Float32,

    /// <summary>
    /// 16 bits: half the memory, and faster on processors with bfloat16 units; answers may differ in close cases.
    /// </summary>
    BFloat16,

    /// <summary>
    /// Weights of linear layers in 8 bits with a scale for each output, all else as <see cref="BFloat16"/>: a quarter
    /// of the memory; for answering only.
    /// </summary>
    Int8,
}

/// <summary>The number types by the names that recipes and options call them.</summary>
public static class WeightTypes
{
    /// <summary>"float32" and the others, in the order of <see cref="WeightType"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<WeightType>().Select(NameOf)];

    /// <summary>As a recipe writes it.</summary>
    public static string NameOf(WeightType type) => type.ToString().ToLowerInvariant();

    /// <summary>The type of that name.</summary>
    /// <exception cref="MpaException">No such type; the message lists them.</exception>
    public static WeightType Named(string name) => Names.Contains(name)
        ? Enum.Parse<WeightType>(name, ignoreCase: true)
        : throw new MpaException($"dtype must be one of {string.Join(", ", Names)}, not \"{name}\"");
}
