using Mpa.Testing;
using Mpa.Torch.Inspection;
using Mpa.Torch.Tests.Golden;

namespace Mpa.Torch.Tests.Inspection;

public sealed class CaseComparisonTests
{
    private static readonly string Folder = Path.Combine(Repository.OwnGoldens, "families", "qwen2vl-v5-tiny");
    private static readonly string Images = Path.Combine(Repository.OwnGoldens, "images");

    [Fact]
    public void Each_stored_activation_is_compared_in_the_order_in_which_it_is_made()
    {
        string name = CaseComparison.Cases(Folder)[0];

        IReadOnlyList<ComparedTensor> compared = CaseComparison.Run(Folder, name, Images);

        Assert.Equal(["image features", "hidden_0", "hidden_1", "hidden_2", "logits"], compared.Select(t => t.Name));
        Assert.All(compared, tensor => Assert.InRange(tensor.Largest, 0, 5e-4));
    }

    [Fact]
    public void The_first_that_departs_is_where_the_model_was_changed()
    {
        using TemporaryFolder copy = new();
        File.Copy(Path.Combine(Folder, "cases.json"), copy.At("cases.json"));
        CopyAll("expected", copy);
        CopyAll("model", copy);
        ModelCopy.Edit(copy.At("model/config.json"), json => json["text_config"]!["rms_norm_eps"] = 0.5);

        string name = CaseComparison.Cases(copy.Root)[0];
        IReadOnlyList<ComparedTensor> compared = CaseComparison.Run(copy.Root, name, Images);

        Assert.Equal("hidden_1", compared.First(tensor => tensor.Largest > 5e-4).Name);
    }

    private static void CopyAll(string part, TemporaryFolder copy)
    {
        Directory.CreateDirectory(copy.At(part));
        foreach (string file in Directory.GetFiles(Path.Combine(Folder, part)))
        {
            File.Copy(file, copy.At(Path.Combine(part, Path.GetFileName(file))));
        }
    }
}
