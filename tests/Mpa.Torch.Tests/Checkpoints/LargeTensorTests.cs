using System.Buffers.Binary;
using System.Text;
using Mpa.Torch.Checkpoints;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mpa.Torch.Tests.Checkpoints;

/// <summary>Tensors that don't fit one piece of <see cref="TensorBytes"/>, and one that no span holds.</summary>
public sealed class LargeTensorTests : IDisposable
{
    private const long Columns = 1 << 10;

    // 2 GiB and 1 MiB in bfloat16.
    private const long Rows = (1 << 20) + 512;
    private const long Gigabyte = 1L << 30;

    // Around the first byte beyond 2 GiB, at both ends, and where a 32-bit count of bytes would have come round.
    private static readonly long[] Places =
        [0, 1, Gigabyte - 2, Gigabyte - 1, Gigabyte, Gigabyte + 1, (Rows * Columns) - 2, (Rows * Columns) - 1];

    // On disk, not in memory as others' folders: the copy is as large as the tensor.
    private readonly string _folder = Directory.CreateTempSubdirectory("mpa-large-").FullName;

    [Fact]
    public void A_tensor_of_more_than_2_gibibytes_loads_is_saved_and_loads_again()
    {
        Assert.SkipWhen(FreeDisk() < 4 * Gigabyte, "a copy of 2 GiB needs 4 GiB free where temporary files lie");
        Assert.SkipWhen(FreeMemory() < 4 * Gigabyte, "a tensor of 2 GiB needs 4 GiB of free memory");
        string input = Directory.CreateDirectory(Path.Combine(_folder, "in")).FullName;
        string copy = Path.Combine(_folder, "out");
        WriteSparse(Path.Combine(input, "model.safetensors"));

        using (Parameter matrix = Load(input))
        {
            Check(matrix);
            WeightSaver.Save(
                new Dictionary<string, Tensor> { ["weight"] = matrix }, copy, ScalarType.BFloat16);
        }

        using Parameter again = Load(copy);
        Check(again);
    }

    [Theory]
    [InlineData(ScalarType.Float32, ScalarType.BFloat16)]
    [InlineData(ScalarType.BFloat16, ScalarType.Float32)]
    [InlineData(ScalarType.Float32, ScalarType.Float32)]
    public void A_tensor_of_several_pieces_is_converted_as_a_whole_one_is(ScalarType stored, ScalarType wanted)
    {
        using IDisposable scope = NewDisposeScope();
        string path = Path.Combine(_folder, "pieces.safetensors");
        Tensor value = randn([3, 3_000_001], generator: new Generator(1)).to_type(stored);
        SafetensorsWriter.Write(path, new Dictionary<string, Tensor> { ["a"] = value.t() }, durable: false);
        Tensor read = empty([3_000_001, 3], wanted);

        using SafetensorsFile file = new(path);
        file.CopyTo("a", read);

        Assert.Equal(stored, SafetensorsTypes.Of(file.Entries["a"]));
        Assert.False(read.ne(value.t().to_type(wanted)).any().item<bool>());
        Assert.False(file.Read("a").ne(value.t()).any().item<bool>());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private long FreeDisk() => new DriveInfo(_folder).AvailableFreeSpace;

    private static long FreeMemory()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        return memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes;
    }

    /// <summary>Zeros that take no room on disk, and another number at each of the places.</summary>
    private static void WriteSparse(string path)
    {
        long bytes = Rows * Columns * 2;
        string json =
            $$$"""{"weight":{"dtype":"BF16","shape":[{{{Rows}}},{{{Columns}}}],"data_offsets":[0,{{{bytes}}}]}}""";
        byte[] header = Encoding.ASCII.GetBytes(json.PadRight((json.Length + 7) / 8 * 8));
        using FileStream file = File.Create(path);
        file.SetLength(8 + header.Length + bytes);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        for (int i = 0; i < Places.Length; i++)
        {
            file.Position = 8 + header.Length + (Places[i] * 2);
            file.Write([0, (byte)(i + 1)]); // a bfloat16 of its own
        }
    }

    private static void Check(Parameter matrix)
    {
        using IDisposable scope = NewDisposeScope();
        Tensor flat = matrix.detach().view(-1); // [rows · columns]
        Assert.Equal(
            Places.Select((_, i) => BitConverter.Int32BitsToSingle((i + 1) << 24)),
            Places.Select(place => flat.narrow(0, place, 1).to_type(ScalarType.Float32).item<float>()));
        Assert.Equal(0, flat.narrow(0, Gigabyte + 2, 1000).to_type(ScalarType.Float32).abs().max().item<float>());
    }

    private static Parameter Load(string folder)
    {
        Parameter matrix = new(empty(Rows, Columns, ScalarType.BFloat16), requires_grad: false);
        using Checkpoint checkpoint = new(folder);
        WeightLoader.Fill([("weight", matrix)], [], checkpoint);
        return matrix;
    }
}
