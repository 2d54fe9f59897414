using System.Text;
using Mpa.Cli.Estimates;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Estimates;

public sealed class ModelSizeTests
{
    [Fact]
    public void Parameters_are_counted_over_all_files()
    {
        using TemporaryFolder folder = new();
        const string First =
            """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[3,4],"data_offsets":[0,48]}}""";
        const string Second = """{"b":{"dtype":"F32","shape":[5],"data_offsets":[0,20]},"""
            + """ "c":{"dtype":"F32","shape":[],"data_offsets":[20,24]}}""";
        Write(folder, "model-1.safetensors", First, 48);
        Write(folder, "model-2.safetensors", Second, 24);

        Assert.Equal(18, ModelSize.Of(folder.Root)?.Parameters);
    }

    [Fact]
    public void Each_part_has_the_numbers_of_its_matrices_and_no_table_of_places()
    {
        using TemporaryFolder folder = new();
        string header = Header(
            ("model.vision_model.embeddings.patch_embedding.weight", "2,3,4,4"),
            ("model.vision_model.embeddings.position_embedding.weight", "9,2"),
            ("model.vision_model.post_layernorm.weight", "2"),
            ("model.connector.modality_projection.proj.weight", "4,8"),
            ("model.text_model.embed_tokens.weight", "10,4"),
            ("model.text_model.layers.0.self_attn.k_proj.weight", "2,4"),
            ("model.text_model.layers.0.self_attn.v_proj.weight", "2,4"),
            ("model.text_model.norm.weight", "4"));
        Write(folder, "model.safetensors", header, 4 * 224);

        ModelSize expected = new()
        {
            Parameters = 208,
            VisionParameters = 96 + 18 + 2,
            ConnectorParameters = 32,
            Vision = 96,
            Connector = 32,
            Language = 16,
            Table = 40,
            CacheWidth = 4,
            AdapterWidth = 2 * (2 + 4),
        };
        Assert.Equal(expected, ModelSize.Of(folder.Root));
        Assert.Equal((40, 60), (ModelSize.Of(folder.Root)?.Head, ModelSize.Of(folder.Root)?.LanguageParameters));
    }

    [Fact]
    public void A_head_of_its_own_stands_in_any_shard()
    {
        using TemporaryFolder folder = new();
        Write(folder, "model-1.safetensors", Header(("model.embed_tokens.weight", "10,4")), 160);
        Write(folder, "model-2.safetensors", Header(("lm_head.weight", "12,4")), 192);

        Assert.Equal((88, 48), (ModelSize.Of(folder.Root)?.Parameters, ModelSize.Of(folder.Root)?.Head));
    }

    [Fact]
    public void A_folder_without_weights_has_no_size()
    {
        using TemporaryFolder folder = new();

        Assert.Null(ModelSize.Of(folder.Root));
        Assert.Null(ModelSize.Of(folder.At("nowhere")));
    }

    [Theory]
    [InlineData("", "not a safetensors file")]
    [InlineData("12345678", "not a safetensors file")]
    [InlineData("\u0002\0\0\0\0\0\0\0{]", "header cannot be read")]
    [InlineData("\u0007\0\0\0\0\0\0\0{\"a\":1}", "header cannot be read")]
    public void A_damaged_file_is_named(string content, string expected)
    {
        using TemporaryFolder folder = new();
        string file = folder.Write("model.safetensors", content);

        MpaException error = Assert.Throws<MpaException>(() => ModelSize.Of(folder.Root));
        Assert.StartsWith(file, error.Message);
        Assert.Contains(expected, error.Message);
    }

    /// <summary>Tensors of float32, one after another.</summary>
    private static string Header(params (string Name, string Shape)[] tensors)
    {
        List<string> entries = [];
        long begin = 0;
        foreach ((string name, string shape) in tensors)
        {
            long end = begin + (4 * shape.Split(',').Select(long.Parse).Aggregate((product, side) => product * side));
            entries.Add($$"""  "{{name}}":{"dtype":"F32","shape":[{{shape}}],"data_offsets":[{{begin}},{{end}}]}""");
            begin = end;
        }

        return $"{{{string.Join(",", entries)}}}";
    }

    private static void Write(TemporaryFolder folder, string name, string header, int data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(folder.At(name), [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[data]]);
    }
}
