namespace Mpa.Torch.Tokenizers.Templates;

/// <summary>A chat template in the part of Jinja that the templates of released models keep to.</summary>
internal sealed class ChatTemplate
{
    // Those of models that call tools have a tenth.
    private const int Longest = 100_000;
    private const int Deepest = 50;

    private readonly Action<TemplateScope> _run;

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateException">It uses what isn't followed here.</exception>
    public ChatTemplate(string text)
    {
        if (text.Length > Longest)
        {
            throw new TemplateException($"{text.Length:N0} characters");
        }

        Queue<(TemplatePiece Kind, string Text)> pieces = new(TemplateText.Cut(text));
        _run = Body(pieces, 0, out string end);
        if (end.Length > 0)
        {
            throw new TemplateException($"\"{end}\" out of place");
        }
    }

    /// <summary>The prompt.</summary>
    /// <param name="messages">As transformers hands them over.</param>
    /// <param name="generationPrompt">add_generation_prompt.</param>
    /// <exception cref="TemplateException">It fails, or uses what isn't followed here.</exception>
    public string Render(List<object?> messages, bool generationPrompt)
    {
        TemplateScope scope = new(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["messages"] = messages,
            ["add_generation_prompt"] = generationPrompt,
        });
        _run(scope);
        return scope.Text;
    }

    /// <summary>Reads up to the statement that ends the block, which is given back.</summary>
    private static Action<TemplateScope> Body(
        Queue<(TemplatePiece Kind, string Text)> pieces, int depth, out string end)
    {
        if (depth > Deepest)
        {
            throw new TemplateException("blocks nested too deeply");
        }

        List<Action<TemplateScope>> steps = [];
        end = "";
        while (end.Length == 0 && pieces.TryDequeue(out (TemplatePiece Kind, string Text) piece))
        {
            switch (piece.Kind)
            {
                case TemplatePiece.Text:
                    steps.Add(scope => scope.Write(piece.Text));
                    break;
                case TemplatePiece.Output:
                    TemplateExpression value = Whole(new TemplateTokens(piece.Text));
                    steps.Add(scope => scope.Write(value(scope)));
                    break;
                default:
                    string keyword = piece.Text.Split((char[]?)null, 2)[0];
                    string rest = piece.Text[keyword.Length..];
                    if (keyword is "else" or "elif" or "endif" or "endfor" or "endgeneration")
                    {
                        end = piece.Text;
                    }
                    else
                    {
                        steps.Add(Statement(keyword, rest, pieces, depth));
                    }

                    break;
            }
        }

        return scope => steps.ForEach(step => step(scope));
    }

    private static Action<TemplateScope> Statement(
        string keyword, string rest, Queue<(TemplatePiece Kind, string Text)> pieces, int depth)
    {
        switch (keyword)
        {
            case "set":
                return Assignment(new TemplateTokens(rest));
            case "if":
                return Choice(rest, pieces, depth);
            case "for":
                return Loop(new TemplateTokens(rest), pieces, depth);
            case "generation":
                Action<TemplateScope> body = Body(pieces, depth + 1, out string end);
                return end == "endgeneration" ? body : throw new TemplateException($"\"{end}\" out of place");
            default:
                throw new TemplateException($"the statement {keyword}");
        }
    }

    private static Action<TemplateScope> Assignment(TemplateTokens tokens)
    {
        string name = tokens.Name();
        string? member = tokens.Take(".") ? tokens.Name() : null;
        tokens.Expect("=");
        TemplateExpression value = Whole(tokens);
        return member is null
            ? scope => scope.Set(name, value(scope))
            : scope => (scope.Get(name) as Dictionary<string, object?>
                ?? throw new TemplateException($"{name}.{member} of what is no namespace"))[member] = value(scope);
    }

    private static Action<TemplateScope> Choice(
        string condition, Queue<(TemplatePiece Kind, string Text)> pieces, int depth)
    {
        TemplateExpression holds = Whole(new TemplateTokens(condition));
        Action<TemplateScope> yes = Body(pieces, depth + 1, out string end);
        Action<TemplateScope> no = _ => { };
        if (end.StartsWith("elif", StringComparison.Ordinal))
        {
            no = Choice(end["elif".Length..], pieces, depth + 1);
            end = "endif";
        }
        else if (end == "else")
        {
            no = Body(pieces, depth + 1, out end);
        }

        return end == "endif"
            ? scope => (TemplateValue.IsTrue(holds(scope)) ? yes : no)(scope)
            : throw new TemplateException($"\"{end}\" where endif is expected");
    }

    private static Action<TemplateScope> Loop(
        TemplateTokens tokens, Queue<(TemplatePiece Kind, string Text)> pieces, int depth)
    {
        string name = tokens.Name();
        tokens.Expect("in");
        ExpressionReader reader = new(tokens);
        TemplateExpression items = reader.Or();
        TemplateExpression? wanted = tokens.Take("if") ? reader.Or() : null;
        Action<TemplateScope> body = Body(pieces, depth + 1, out string end);
        if (!tokens.Ended || end != "endfor")
        {
            throw new TemplateException("a loop that is written otherwise");
        }

        return scope =>
        {
            List<object?> all = items(scope) as List<object?> ?? throw new TemplateException("a loop over no list");
            List<object?> taken = wanted is null ? all : [.. all.Where(item => Takes(scope, name, item, wanted))];
            for (int i = 0; i < taken.Count; i++)
            {
                (int at, object? item) = (i, taken[i]);
                scope.Nest(() =>
                {
                    scope.Set(name, item);
                    scope.Set("loop", Place(at, taken));
                    body(scope);
                });
            }
        };
    }

    private static bool Takes(TemplateScope scope, string name, object? item, TemplateExpression wanted)
    {
        bool takes = false;
        scope.Nest(() =>
        {
            scope.Set(name, item);
            takes = TemplateValue.IsTrue(wanted(scope));
        });
        return takes;
    }

    private static Dictionary<string, object?> Place(int at, List<object?> all) => new(StringComparer.Ordinal)
    {
        ["first"] = at == 0,
        ["last"] = at == all.Count - 1,
        ["index"] = at + 1L,
        ["index0"] = (long)at,
        ["length"] = (long)all.Count,
        ["previtem"] = at == 0 ? TemplateValue.Undefined : all[at - 1],
        ["nextitem"] = at == all.Count - 1 ? TemplateValue.Undefined : all[at + 1],
    };

    private static TemplateExpression Whole(TemplateTokens tokens)
    {
        TemplateExpression value = new ExpressionReader(tokens).Read();
        return tokens.Ended ? value : throw new TemplateException($"\"{tokens.Next}\" in an expression");
    }
}
