using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text;

namespace Mpa.Torch;

/// <summary>
/// Loads libLibTorchSharp.so where the system's libstdc++ is older than the one it was linked with.
/// </summary>
/// <remarks>
/// The file asks for symbol version GLIBCXX_3.4.32; Debian 12 ends at 3.4.30. Its only symbol of that version is
/// _ZSt21ios_base_library_initv, which nothing needs at run time. So when the loader refuses the file, a copy in memory
/// gets VER_FLG_WEAK on that entry, and is loaded in its place; no file is changed or written, and it works wherever
/// the program or the library lies. Where the loader takes the file, nothing here runs.
/// </remarks>
internal static partial class LibtorchLoader
{
    private const string Library = "LibTorchSharp";
    private const string FileName = "libLibTorchSharp.so";

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Whoever refers to this library needs it loaded so.")]
    internal static void Register()
    {
        if (OperatingSystem.IsLinux())
        {
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;
        }
    }

    // Called after every usual place failed.
    private static nint Resolve(Assembly caller, string name)
    {
        if (name is not (Library or FileName) || Folders().FirstOrDefault(HasIt) is not { } found)
        {
            return 0;
        }

        byte[] elf = File.ReadAllBytes(At(found));
        // What the copy needs is found by name only if it is loaded already: in memory it has no folder of its own.
        return WeakVersion.Mark(elf) && NativeLibrary.TryLoad(Path.Combine(found, "libtorch.so"), out _)
            ? FromMemory(elf)
            : 0;
    }

    private static string At(string folder) => Path.Combine(folder, FileName);

    private static bool HasIt(string folder) => File.Exists(At(folder));

    // Folders of native files that the host knows, then the program's own.
    private static IEnumerable<string> Folders() =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator)
            .Append(AppContext.BaseDirectory)
            .Where(folder => folder.Length > 0);

    // https://man7.org/linux/man-pages/man2/memfd_create.2.html; the descriptor stays open as long as the library.
    private static nint FromMemory(byte[] elf)
    {
        int descriptor = CreateInMemory(FileName, 0);
        if (descriptor < 0)
        {
            return 0;
        }

        string path = $"/proc/self/fd/{descriptor}";
        File.WriteAllBytes(path, elf);
        return NativeLibrary.TryLoad(path, out nint handle) ? handle : 0;
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateInMemory(string name, uint flags);
}

/// <summary>
/// Marks one symbol version that an ELF file of 64 bits requires as weak: a system that lacks it may load the file.
/// </summary>
/// <remarks>
/// https://refspecs.linuxbase.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html (Elfxx_Verneed,
/// Elfxx_Vernaux).
/// </remarks>
internal static class WeakVersion
{
    private const string Wanted = "GLIBCXX_3.4.32";
    private const int SectionTypeVerneed = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Changes the flag in place; false when the file doesn't require the version.</summary>
    public static bool Mark(Span<byte> elf)
    {
        int sections = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[0x28..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3a..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[0x3c..]);
        for (int i = 0; i < count; i++)
        {
            Span<byte> header = elf[(sections + (i * size))..];
            if (Int(header, 4) == SectionTypeVerneed)
            {
                int names = sections + (Int(header, 0x28) * size);
                return MarkIn(elf, Int(header, 0x18), Int(elf, names + 0x18));
            }
        }

        return false;
    }

    private static bool MarkIn(Span<byte> elf, int need, int names)
    {
        bool changed = false;
        for (int next = -1; next != 0; need += next)
        {
            next = Int(elf, need + 12);
            int entry = need + Int(elf, need + 8);
            for (int step = -1; step != 0; entry += step)
            {
                step = Int(elf, entry + 12);
                changed |= MarkOne(elf[entry..], elf[(names + Int(elf, entry + 8))..]);
            }
        }

        return changed;
    }

    private static bool MarkOne(Span<byte> entry, Span<byte> name)
    {
        ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);
        if (Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]) != Wanted || (flags & WeakFlag) != 0)
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(entry[4..], (ushort)(flags | WeakFlag));
        return true;
    }

    private static int Int(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
}
