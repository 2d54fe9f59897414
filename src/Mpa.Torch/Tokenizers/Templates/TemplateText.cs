namespace Mpa.Torch.Tokenizers.Templates;

/// <summary>What a piece of a template is.</summary>
internal enum TemplatePiece
{
    /// <summary>Text that is written as it is.</summary>
    Text,

    /// <summary>{{ an expression }}.</summary>
    Output,

    /// <summary>{% a statement %}.</summary>
    Block,
}

/// <summary>
/// Cuts a Jinja template into its pieces, white space taken away as transformers asks for (trim_blocks, lstrip_blocks,
/// and a minus beside a mark).
/// </summary>
internal static class TemplateText
{
    /// <summary>The pieces in order; comments left out.</summary>
    /// <exception cref="TemplateException">A mark is not closed.</exception>
    public static IReadOnlyList<(TemplatePiece Kind, string Text)> Cut(string template)
    {
        // As Jinja reads a template: one newline at its end goes.
        template = template.ReplaceLineEndings("\n");
        template = template.EndsWith('\n') ? template[..^1] : template;
        List<(TemplatePiece, string)> pieces = [];
        int at = 0;
        bool trimmed = false, opensLine = true;
        for (int mark = Open(template, 0); mark >= 0; mark = Open(template, at))
        {
            char kind = template[mark + 1];
            int close = Close(template, mark + 2, kind);
            bool left = template[mark + 2] == '-';
            bool right = template[close - 1] == '-';
            string text = template[at..mark];
            pieces.Add((TemplatePiece.Text, Left(trimmed ? text.TrimStart() : text, kind, left, opensLine)));
            if (kind != '#')
            {
                int start = mark + (left ? 3 : 2);
                string body = template[start..Math.Max(start, close - (right ? 1 : 0))];
                pieces.Add((kind == '{' ? TemplatePiece.Output : TemplatePiece.Block, body.Trim()));
            }

            at = close + 2;
            trimmed = right;
            opensLine = kind != '{' && at < template.Length && template[at] == '\n';
            at += opensLine ? 1 : 0;
        }

        pieces.Add((TemplatePiece.Text, trimmed ? template[at..].TrimStart() : template[at..]));
        return pieces;
    }

    private static int Open(string template, int from)
    {
        int at = template.IndexOf('{', from);
        while (at >= 0 && at + 2 < template.Length && template[at + 1] is not ('{' or '%' or '#'))
        {
            at = template.IndexOf('{', at + 1);
        }

        return at + 2 < template.Length ? at : -1;
    }

    /// <summary>Where the mark ends; not inside a quoted text.</summary>
    private static int Close(string template, int from, char kind)
    {
        char end = kind == '{' ? '}' : kind;
        char quote = default;
        for (int at = from; at + 1 < template.Length; at++)
        {
            char here = template[at];
            if (quote != default)
            {
                at += here == '\\' ? 1 : 0;
                quote = here == quote ? default : quote;
            }
            else if (kind != '#' && here is '\'' or '"')
            {
                quote = here;
            }
            else if (here == end && template[at + 1] == '}')
            {
                return at;
            }
        }

        throw new TemplateException("a mark that is not closed");
    }

    /// <summary>Text before a mark: a minus takes all white space, a block the indentation of its line.</summary>
    private static string Left(string text, char kind, bool minus, bool opensLine)
    {
        if (minus)
        {
            return text.TrimEnd();
        }

        string bare = text.TrimEnd(' ', '\t');
        bool opens = bare.Length == 0 ? opensLine : bare[^1] == '\n';
        return kind != '{' && opens ? bare : text;
    }
}
