using Mpa.Torch.Tests.Training;

namespace Mpa.Torch.Tests.Golden;

/// <summary>Names of tensors in transformers 4.49 and 5 and in PEFT's memory and files, made one.</summary>
internal static class AdapterNames
{
    /// <summary>As transformers 4.49 has it, without PEFT's own name of the one adapter.</summary>
    public static string Canonical(string name)
    {
        const string Prefix = "base_model.model.";
        string plain = GoldenTraining.PlainName(name).Replace("vector.weight", "vector", StringComparison.Ordinal);
        bool adapter = plain.StartsWith(Prefix, StringComparison.Ordinal);
        string own = adapter ? plain[Prefix.Length..] : plain;
        own = Without(Without(own, "model.language_model.", "model."), "model.visual.", "visual.");
        return adapter ? Prefix + own : own;
    }

    private static string Without(string name, string start, string instead) =>
        name.StartsWith(start, StringComparison.Ordinal) ? instead + name[start.Length..] : name;
}
