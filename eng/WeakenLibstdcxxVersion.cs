using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Marks the GLIBCXX_3.4.32 requirement of one library as weak where this system's libstdc++ lacks it.</summary>
public sealed class WeakenLibstdcxxVersion : Task
{
    private const string Wanted = "GLIBCXX_3.4.32";
    private const int SectionTypeVerneed = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    [Required]
    public string Library { get; set; } = "";

    public override bool Execute()
    {
        if (SystemHasVersion())
        {
            return true;
        }

        byte[] elf = File.ReadAllBytes(Library);
        if (WeakenEntry(elf))
        {
            // The copy may be a link into the package cache: replace the link, never write through it.
            File.Delete(Library);
            File.WriteAllBytes(Library, elf);
        }

        return true;
    }

    private static bool SystemHasVersion()
    {
        string[] folders = { "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib" };
        string found = folders.Select(folder => Path.Combine(folder, "libstdc++.so.6")).FirstOrDefault(File.Exists);
        return found == null || Encoding.ASCII.GetString(File.ReadAllBytes(found)).Contains(Wanted + "\0");
    }

    private static bool WeakenEntry(byte[] elf)
    {
        long sections = BitConverter.ToInt64(elf, 0x28);
        ushort sectionSize = BitConverter.ToUInt16(elf, 0x3a);
        ushort sectionCount = BitConverter.ToUInt16(elf, 0x3c);
        for (int i = 0; i < sectionCount; i++)
        {
            int header = (int)(sections + ((long)i * sectionSize));
            if (BitConverter.ToInt32(elf, header + 4) == SectionTypeVerneed)
            {
                int names = (int)(sections + ((long)BitConverter.ToInt32(elf, header + 0x28) * sectionSize));
                return WeakenIn(elf, (int)BitConverter.ToInt64(elf, header + 0x18), (int)BitConverter.ToInt64(elf, names + 0x18));
            }
        }

        return false;
    }

    private static bool WeakenIn(byte[] elf, int need, int names)
    {
        bool changed = false;
        for (int next = -1; next != 0; need += next)
        {
            next = BitConverter.ToInt32(elf, need + 12);
            int entry = need + BitConverter.ToInt32(elf, need + 8);
            for (int step = -1; step != 0; entry += step)
            {
                step = BitConverter.ToInt32(elf, entry + 12);
                changed |= WeakenOne(elf, entry, names);
            }
        }

        return changed;
    }

    private static bool WeakenOne(byte[] elf, int entry, int names)
    {
        int name = names + BitConverter.ToInt32(elf, entry + 8);
        int length = Array.IndexOf(elf, (byte)0, name) - name;
        ushort flags = BitConverter.ToUInt16(elf, entry + 4);
        if (Encoding.ASCII.GetString(elf, name, length) != Wanted || (flags & WeakFlag) != 0)
        {
            return false;
        }

        elf[entry + 4] = (byte)(flags | WeakFlag);
        return true;
    }
}
