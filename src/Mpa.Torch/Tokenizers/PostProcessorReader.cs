namespace Mpa.Torch.Tokenizers;

/// <summary>Reads "post_processor": the ids that a template puts before and after a text (none in ByteLevel).</summary>
internal static class PostProcessorReader
{
    /// <summary>The ids before and after the text.</summary>
    /// <exception cref="MpaException">The post-processor is of another type, or its template is not understood.</exception>
    public static (IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix) Read(TokenizerNode node)
    {
        List<int> prefix = [];
        List<int> suffix = [];
        foreach (TokenizerNode part in Flatten(node))
        {
            if (part.Type == "TemplateProcessing")
            {
                ReadTemplate(part, prefix, suffix);
            }
            else if (part.Type != "ByteLevel")
            {
                throw part.Unsupported($"of type {part.Type}");
            }
        }

        return (prefix, suffix);
    }

    private static IEnumerable<TokenizerNode> Flatten(TokenizerNode node)
    {
        if (node.IsNull)
        {
            return [];
        }

        return node.Type == "Sequence" ? node.Required("processors").Items().SelectMany(Flatten) : [node];
    }

    private static void ReadTemplate(TokenizerNode node, List<int> prefix, List<int> suffix)
    {
        List<int> ids = prefix;
        foreach (TokenizerNode piece in node.Required("single").Items())
        {
            if (!piece["Sequence"].IsNull)
            {
                ids = suffix;
                continue;
            }

            string name = piece.Required("SpecialToken").Required("id").AsText();
            ids.AddRange(node.Required("special_tokens").Required(name).Required("ids").Items().Select(id => id.AsId()));
        }
    }
}
