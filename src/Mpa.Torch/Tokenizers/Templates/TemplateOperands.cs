using System.Globalization;

namespace Mpa.Torch.Tokenizers.Templates;

/// <summary>Reads what stands between the signs of an expression: values, their members, calls.</summary>
/// <param name="tokens">Of the expression.</param>
/// <param name="read">Reads a whole expression inside parentheses.</param>
internal sealed class OperandReader(TemplateTokens tokens, Func<TemplateExpression> read)
{
    /// <summary>A value with the members, methods and places after it.</summary>
    public TemplateExpression Read()
    {
        TemplateExpression value = Primary();
        while (true)
        {
            TemplateExpression owner = value;
            if (tokens.Take("."))
            {
                string name = tokens.Name();
                if (tokens.Next == "(")
                {
                    TemplateExpression[] arguments = Arguments();
                    value = scope =>
                        TemplateFunctions.Method(name, owner(scope), [.. arguments.Select(one => one(scope))]);
                }
                else
                {
                    value = scope => TemplateValue.Member(owner(scope), name);
                }
            }
            else if (tokens.Take("["))
            {
                value = Subscript(owner);
            }
            else
            {
                return value;
            }
        }
    }

    /// <summary>[place], or [from:] as templates take a system turn off.</summary>
    private TemplateExpression Subscript(TemplateExpression owner)
    {
        TemplateExpression key = read();
        bool cuts = tokens.Take(":");
        tokens.Expect("]");
        return cuts
            ? scope => TemplateFunctions.From(owner(scope), key(scope))
            : scope => TemplateValue.Member(owner(scope), key(scope));
    }

    private TemplateExpression Primary()
    {
        string token = tokens.Next;
        if (tokens.Take("("))
        {
            TemplateExpression inner = read();
            tokens.Expect(")");
            return inner;
        }

        if (tokens.Take("-"))
        {
            TemplateExpression number = Primary();
            return scope => TemplateFunctions.Join("-", 0L, number(scope));
        }

        if (tokens.Take("["))
        {
            TemplateExpression[] items = Items("]");
            return scope => items.Select(item => item(scope)).ToList();
        }

        tokens.Take();
        if (token.Length > 0 && token[0] is '\'' or '"')
        {
            string text = TemplateTokens.Unquote(token);
            return _ => text;
        }

        if (long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long whole))
        {
            return _ => whole;
        }

        if (!TemplateTokens.IsName(token))
        {
            throw new TemplateException($"\"{token}\"");
        }

        return tokens.Next == "(" ? Call(token) : Constant(token);
    }

    private static TemplateExpression Constant(string name) => name switch
    {
        "true" or "True" => _ => true,
        "false" or "False" => _ => false,
        "none" or "None" => _ => null,
        _ => scope => scope.Get(name),
    };

    /// <summary>namespace(a=1): the one function that prompts need.</summary>
    private TemplateExpression Call(string name)
    {
        if (name != "namespace")
        {
            throw new TemplateException($"{name}(…)");
        }

        tokens.Expect("(");
        List<(string Name, TemplateExpression Value)> members = [];
        while (!tokens.Take(")"))
        {
            string member = tokens.Name();
            tokens.Expect("=");
            members.Add((member, read()));
            tokens.Take(",");
        }

        return scope =>
        {
            Dictionary<string, object?> made = new(StringComparer.Ordinal);
            members.ForEach(member => made[member.Name] = member.Value(scope));
            return made;
        };
    }

    /// <summary>(value, value …).</summary>
    public TemplateExpression[] Arguments()
    {
        tokens.Expect("(");
        return Items(")");
    }

    private TemplateExpression[] Items(string end)
    {
        List<TemplateExpression> items = [];
        while (!tokens.Take(end))
        {
            items.Add(read());
            if (tokens.Next != end)
            {
                tokens.Expect(",");
            }
        }

        return [.. items];
    }
}
