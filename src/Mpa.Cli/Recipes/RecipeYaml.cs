using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mpa.Cli.Recipes;

/// <summary>
/// Reads YAML into nodes that know their line. Anchors, tags and merge keys are refused: a recipe is plain. So are
/// texts longer and deeper than a recipe can be: a parser may take for ever over them, or all of the stack.
/// </summary>
internal sealed class RecipeYaml
{
    private const int MostLetters = 200_000;
    private const int Deepest = 16;

    private readonly Func<long, string> _where;
    private readonly string _folder;
    private readonly IParser _parser;
    private Mark _at = Mark.Empty;
    private int _depth;

    private RecipeYaml(string yaml, string folder, Func<long, string> where)
    {
        _where = where;
        _folder = folder;
        _parser = new Parser(new StringReader(yaml));
    }

    /// <summary>Reads the text of a recipe file; an empty file is an empty map.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="folder">Full path of its folder.</param>
    public static RecipeNode ParseFile(string yaml, string file, string folder) =>
        Parse(yaml, folder, line => $"{file}:{line}");

    /// <summary>Reads the value of a <c>--set</c>.</summary>
    /// <param name="yaml">What follows the equals sign.</param>
    /// <param name="where">The whole option, for messages.</param>
    /// <param name="folder">Full path of the current folder.</param>
    public static RecipeNode ParseValue(string yaml, string where, string folder) =>
        Parse(yaml, folder, _ => where);

    private static RecipeNode Parse(string yaml, string folder, Func<long, string> where)
    {
        if (yaml.Length > MostLetters)
        {
            throw new MpaException(
                $"{where(1)}: {yaml.Length:N0} letters are more than a recipe may have, {MostLetters:N0}");
        }

        RecipeYaml reader = new(yaml, folder, where);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            throw new MpaException(
                $"{where(e.Start.Line)}: not valid YAML: {e.Message} (column {e.Start.Column})", e);
        }
        catch (Exception e) when (e is not MpaException)
        {
            // The parser's own exceptions on text that it was not made for.
            throw new MpaException(
                $"{where(reader._at.Line)}: not valid YAML after column {reader._at.Column}: {e.Message}", e);
        }
    }

    private RecipeNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            return new RecipeNode(_where(1), _folder) { Text = "" };
        }

        _parser.Consume<DocumentStart>();
        RecipeNode root = ReadNode();
        _parser.Consume<DocumentEnd>();
        if (_parser.Current is not StreamEnd)
        {
            string where = _where(_parser.Current!.Start.Line);
            throw new MpaException($"{where}: a second document begins here; a recipe is one document");
        }

        return root;
    }

    private RecipeNode ReadNode()
    {
        ParsingEvent current = _parser.Current!;
        _at = current.Start;
        RecipeNode node = new(_where(current.Start.Line), _folder);
        if (_depth == Deepest)
        {
            throw new MpaException(
                $"{node.Where}: column {current.Start.Column} stands {Deepest} levels deep; "
                    + "a recipe has three at most");
        }

        if (current is AnchorAlias || current is NodeEvent named && (!named.Anchor.IsEmpty || !named.Tag.IsEmpty))
        {
            throw new MpaException(
                $"{node.Where}: anchors (&), aliases (*) and tags (!) have no place in a recipe; write the value out");
        }

        _depth++;
        RecipeNode read = current switch
        {
            MappingStart => node with { Entries = ReadEntries() },
            SequenceStart => node with { Items = ReadItems() },
            _ => ReadScalar(node),
        };
        _depth--;
        return read;
    }

    private RecipeNode ReadScalar(RecipeNode node)
    {
        Scalar scalar = _parser.Consume<Scalar>();
        if (scalar.Value.Contains('\0'))
        {
            throw new MpaException($"{node.Where}: a null character (\\0) has no place in a recipe; take it out");
        }

        return node with { Text = scalar.Value, Quoted = scalar.Style != ScalarStyle.Plain };
    }

    private List<RecipeNode> ReadItems()
    {
        _parser.Consume<SequenceStart>();
        List<RecipeNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode());
        }

        return items;
    }

    private List<RecipeEntry> ReadEntries()
    {
        _parser.Consume<MappingStart>();
        OrderedDictionary<string, RecipeEntry> entries = new(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            RecipeEntry entry = ReadEntry();
            if (!entries.TryAdd(entry.Key, entry))
            {
                string first = entries[entry.Key].Where;
                throw new MpaException(
                    $"{entry.Where}: \"{entry.Key}\" stands here a second time; the first is at {first}");
            }
        }

        return [.. entries.Values];
    }

    private RecipeEntry ReadEntry()
    {
        RecipeNode key = ReadNode();
        return key.Text is null
            ? throw new MpaException($"{key.Where}: a key must be a plain word, not {key.Found}")
            : new RecipeEntry(key.Text, key.Where, ReadNode());
    }
}

/// <summary>
/// A value of a recipe and where it stands, so that an error can point at it. Exactly one of the three contents is set.
/// </summary>
/// <param name="Where">"recipes/my.yaml:6", or the <c>--set</c> that gave the value.</param>
/// <param name="Folder">Full path of the folder that relative paths start from.</param>
internal sealed record RecipeNode(string Where, string Folder)
{
    /// <summary>A single value.</summary>
    public string? Text { get; init; }

    /// <summary>True when the single value stands in quotes, and so is text and nothing else.</summary>
    public bool Quoted { get; init; }

    /// <summary>A map, in the order of the file, keys unique.</summary>
    public IReadOnlyList<RecipeEntry>? Entries { get; init; }

    /// <summary>A list.</summary>
    public IReadOnlyList<RecipeNode>? Items { get; init; }

    /// <summary>True for nothing after the colon, "null" and "~".</summary>
    public bool IsNull => Text is "" or "null" or "~" && !Quoted;

    /// <summary>What stands there, in the words of an error message.</summary>
    public string Found => this switch
    {
        { Entries: not null } => "a map",
        { Items: not null } => "a list",
        { IsNull: true } => "nothing",
        { Quoted: true } => $"the text \"{Text}\"",
        _ => $"\"{Text}\"",
    };
}

/// <summary>One key of a map.</summary>
/// <param name="Key">As written.</param>
/// <param name="Where">Where the key stands.</param>
/// <param name="Value">What follows the colon.</param>
internal sealed record RecipeEntry(string Key, string Where, RecipeNode Value);
