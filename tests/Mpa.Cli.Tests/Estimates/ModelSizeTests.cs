using System.Text;
using Mpa.Cli.Display;
using Mpa.Testing;

namespace Mpa.Cli.Tests.Display;

public sealed class ModelSizeTests
{
    [Fact]
    public void Parameters_are_counted_over_all_files()
    {
        using TemporaryFolder folder = new();
        Write(folder, "model-1.safetensors", """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[3,4],"data_offsets":[0,48]}}""", 48);
        Write(folder, "model-2.safetensors", """{"b":{"dtype":"F32","shape":[5],"data_offsets":[0,20]},"c":{"dtype":"F32","shape":[],"data_offsets":[20,24]}}""", 24);

        Assert.Equal(18, ModelSize.Parameters(folder.Root));
    }

    [Fact]
    public void A_folder_without_weights_has_no_size()
    {
        using TemporaryFolder folder = new();

        Assert.Null(ModelSize.Parameters(folder.Root));
        Assert.Null(ModelSize.Parameters(folder.At("nowhere")));
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

        MpaException error = Assert.Throws<MpaException>(() => ModelSize.Parameters(folder.Root));
        Assert.StartsWith(file, error.Message);
        Assert.Contains(expected, error.Message);
    }

    private static void Write(TemporaryFolder folder, string name, string header, int data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(folder.At(name), [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[data]]);
    }
}
