using System.Globalization;
using System.Text.Json;

namespace Mpa.Torch.Tokenizers;

/// <summary>
/// What stands beside a vocabulary that isn't a tokenizer.json: tokenizer_config.json, and of older folders
/// special_tokens_map.json and added_tokens.json (transformers 4.49, tokenization_utils_base.py, _from_pretrained).
/// </summary>
/// <param name="Config">The root of tokenizer_config.json; nothing where there is none.</param>
/// <param name="AddedTokens">Tokens recognized in text before any splitting.</param>
/// <param name="Roles">The special tokens by their role, such as "bos_token".</param>
/// <param name="Additional">additional_special_tokens.</param>
internal sealed record TokenizerConfigFile(
    TokenizerNode Config,
    IReadOnlyList<AddedToken> AddedTokens,
    IReadOnlyDictionary<string, string> Roles,
    IReadOnlySet<string> Additional)
{
    private const string Own = "tokenizer_config.json";
    private const string Map = "special_tokens_map.json";
    private const string Added = "added_tokens.json";

    /// <summary>The names of the files.</summary>
    public static IReadOnlyList<string> Names { get; } = [Own, Map, Added];

    private static readonly string[] RoleNames =
        ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    /// <summary>Which class of transformers saved the folder, without "Fast"; empty if no file says.</summary>
    public string Class => Config["tokenizer_class"].IsNull
        ? ""
        : Config["tokenizer_class"].AsText().Replace("Fast", "", StringComparison.Ordinal);

    /// <summary>Every token that has a role, and the additional ones.</summary>
    public IReadOnlySet<string> Special =>
        Roles.Values.Concat(Additional).ToHashSet(StringComparer.Ordinal);

    /// <summary>A flag of tokenizer_config.json.</summary>
    public bool Flag(string name, bool fallback) => Config[name].IsNull ? fallback : Config[name].AsFlag();

    /// <summary>Reads the files that are there.</summary>
    /// <param name="folder">The model folder.</param>
    /// <param name="find">The id of a token in the vocabulary itself.</param>
    /// <exception cref="MpaException">One is damaged, or a value is of another kind.</exception>
    public static TokenizerConfigFile Read(string folder, Func<string, int?> find)
    {
        TokenizerNode config = Open(folder, Own);
        TokenizerNode map = Open(folder, Map);
        Dictionary<string, string> roles = new(StringComparer.Ordinal);
        foreach (string role in RoleNames)
        {
            if ((Content(config[role]) ?? Content(map[role])) is { } token)
            {
                roles[role] = token;
            }
        }

        TokenizerNode more = config["additional_special_tokens"].IsNull
            ? map["additional_special_tokens"]
            : config["additional_special_tokens"];
        HashSet<string> additional = more.IsNull
            ? []
            : more.Items().Select(Content).OfType<string>().ToHashSet(StringComparer.Ordinal);
        TokenizerConfigFile read = new(config, [], roles, additional);
        return read with { AddedTokens = [.. Tokens(folder, read, find)] };
    }

    private static TokenizerNode Open(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return new TokenizerNode(
            path, "", File.Exists(path) ? TokenizerFile.Parse(path).RootElement.Clone() : default);
    }

    /// <summary>A token is written as its text or with its flags.</summary>
    private static string? Content(TokenizerNode node)
    {
        if (node.IsNull)
        {
            return null;
        }

        return node.Value.ValueKind == JsonValueKind.Object ? node.Required("content").AsText() : node.AsText();
    }

    private static IEnumerable<AddedToken> Tokens(
        string folder, TokenizerConfigFile read, Func<string, int?> find)
    {
        IReadOnlySet<string> special = read.Special;
        TokenizerNode decoder = read.Config["added_tokens_decoder"];
        if (!decoder.IsNull)
        {
            decoder.Expect(JsonValueKind.Object, "an object of ids and tokens");
            return decoder.Value.EnumerateObject().Select(entry => Described(decoder, entry, special)).ToList();
        }

        Dictionary<string, AddedToken> tokens = new(StringComparer.Ordinal);
        TokenizerNode added = Open(folder, Added);
        if (!added.IsNull)
        {
            added.Expect(JsonValueKind.Object, "an object of tokens and ids");
        }

        foreach (JsonProperty entry in added.IsNull ? [] : added.Value.EnumerateObject().ToList())
        {
            int id = new TokenizerNode(added.File, $"[\"{entry.Name}\"]", entry.Value).AsId();
            tokens[entry.Name] = new AddedToken(id, entry.Name, special.Contains(entry.Name));
        }

        foreach (string token in special.Where(token => !tokens.ContainsKey(token)))
        {
            if (find(token) is { } id)
            {
                tokens[token] = new AddedToken(id, token);
            }
        }

        return tokens.Values;
    }

    private static AddedToken Described(TokenizerNode decoder, JsonProperty entry, IReadOnlySet<string> special)
    {
        TokenizerNode node = new(decoder.File, $"{decoder.Path}[\"{entry.Name}\"]", entry.Value);
        AddedToken token = TokenizerFile.Describe(node, ReadId(node, entry.Name));
        return token with { Special = token.Special || special.Contains(token.Content) };
    }

    private static int ReadId(TokenizerNode node, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id < TokenizerNode.Ids
            ? id
            : throw new MpaException($"{node.File}: \"{node.Path}\" should be named by a token id.");
}
