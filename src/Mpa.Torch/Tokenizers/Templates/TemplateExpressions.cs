using System.Globalization;
using System.Text.RegularExpressions;

namespace Mpa.Torch.Tokenizers.Templates;

/// <summary>An expression of a template, ready to be evaluated.</summary>
internal delegate object? TemplateExpression(TemplateScope scope);

/// <summary>Reads Jinja's expressions: what chat templates use of them.</summary>
internal sealed partial class ExpressionReader
{
    // Deeper ones would end the process by its stack.
    private const int Deepest = 50;

    private readonly List<string> _tokens;
    private int _at;
    private int _depth;

    public ExpressionReader(string text) => _tokens = [.. Tokens().Matches(text).Select(match => match.Value)];

    /// <summary>Whether nothing is left.</summary>
    public bool Ended => _at >= _tokens.Count;

    private string Next => Ended ? "" : _tokens[_at];

    /// <summary>Takes a token if it comes next.</summary>
    public bool Take(string token)
    {
        bool comes = Next == token;
        _at += comes ? 1 : 0;
        return comes;
    }

    /// <summary>Takes a token that must come next.</summary>
    public void Expect(string token)
    {
        if (!Take(token))
        {
            throw new TemplateException($"\"{Next}\" where \"{token}\" is expected");
        }
    }

    /// <summary>Takes a name.</summary>
    public string Name() => Name(Next) ? _tokens[_at++] : throw new TemplateException($"\"{Next}\" for a name");

    /// <summary>A whole expression, with "a if b else c".</summary>
    public TemplateExpression Read()
    {
        if (++_depth > Deepest)
        {
            throw new TemplateException("an expression nested too deeply");
        }

        TemplateExpression value = Or();
        if (Take("if"))
        {
            TemplateExpression yes = value, condition = Or();
            TemplateExpression no = Take("else") ? Read() : _ => TemplateValue.Undefined;
            value = scope => TemplateValue.IsTrue(condition(scope)) ? yes(scope) : no(scope);
        }

        _depth--;
        return value;
    }

    /// <summary>An expression without the "if" that may follow the list of a loop.</summary>
    public TemplateExpression Or()
    {
        TemplateExpression value = And();
        while (Take("or"))
        {
            TemplateExpression left = value, right = And();
            value = scope => left(scope) is var first && TemplateValue.IsTrue(first) ? first : right(scope);
        }

        return value;
    }

    private TemplateExpression And()
    {
        TemplateExpression value = Not();
        while (Take("and"))
        {
            TemplateExpression left = value, right = Not();
            value = scope => left(scope) is var first && TemplateValue.IsTrue(first) ? right(scope) : first;
        }

        return value;
    }

    private TemplateExpression Not()
    {
        bool negated = false;
        while (Take("not"))
        {
            negated = !negated;
        }

        TemplateExpression value = Compared();
        return negated ? scope => !TemplateValue.IsTrue(value(scope)) : value;
    }

    private TemplateExpression Compared()
    {
        TemplateExpression value = Joined();
        while (true)
        {
            TemplateExpression left = value;
            if (Take("is"))
            {
                bool negated = Take("not");
                Func<object?, bool> test = TemplateFunctions.Test(Name());
                value = scope => test(left(scope)) != negated;
            }
            else if (Next is "==" or "!=" or "<" or ">" or "<=" or ">=" or "in" or "not")
            {
                string sign = _tokens[_at++];
                bool negated = sign is "!=" or "not";
                if (sign == "not")
                {
                    Expect("in");
                }

                TemplateExpression right = Joined();
                Func<object?, object?, bool> holds = TemplateFunctions.Comparison(sign);
                value = scope => holds(left(scope), right(scope)) != negated;
            }
            else
            {
                return value;
            }
        }
    }

    private TemplateExpression Joined()
    {
        TemplateExpression value = Filtered();
        while (Next is "+" or "-" or "~" or "%")
        {
            string sign = _tokens[_at++];
            TemplateExpression left = value, right = Filtered();
            value = scope => TemplateFunctions.Join(sign, left(scope), right(scope));
        }

        return value;
    }

    private TemplateExpression Filtered()
    {
        TemplateExpression value = Member();
        while (Take("|"))
        {
            string name = Name();
            TemplateExpression input = value;
            TemplateExpression[] arguments = Next == "(" ? Arguments() : [];
            value = scope => TemplateFunctions.Filter(name, input(scope), [.. arguments.Select(one => one(scope))]);
        }

        return value;
    }

    private TemplateExpression Member()
    {
        TemplateExpression value = Primary();
        while (true)
        {
            TemplateExpression owner = value;
            if (Take("."))
            {
                string name = Name();
                if (Next == "(")
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
            else if (Take("["))
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
        TemplateExpression key = Read();
        bool cuts = Take(":");
        Expect("]");
        return cuts
            ? scope => TemplateFunctions.From(owner(scope), key(scope))
            : scope => TemplateValue.Member(owner(scope), key(scope));
    }

    private TemplateExpression Primary()
    {
        string token = Next;
        if (Take("("))
        {
            TemplateExpression inner = Read();
            Expect(")");
            return inner;
        }

        if (Take("-"))
        {
            TemplateExpression number = Primary();
            return scope => TemplateFunctions.Join("-", 0L, number(scope));
        }

        if (Take("["))
        {
            TemplateExpression[] items = Items("]");
            return scope => items.Select(item => item(scope)).ToList();
        }

        _at++;
        if (token.Length > 0 && token[0] is '\'' or '"')
        {
            string text = Unquote(token);
            return _ => text;
        }

        if (long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long whole))
        {
            return _ => whole;
        }

        if (!Name(token))
        {
            throw new TemplateException($"\"{token}\"");
        }

        return Next == "(" ? Call(token) : Constant(token);
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

        Expect("(");
        List<(string Name, TemplateExpression Value)> members = [];
        while (!Take(")"))
        {
            string member = Name();
            Expect("=");
            members.Add((member, Read()));
            Take(",");
        }

        return scope => members.ToDictionary(member => member.Name, member => member.Value(scope));
    }

    private TemplateExpression[] Arguments()
    {
        Expect("(");
        return Items(")");
    }

    private TemplateExpression[] Items(string end)
    {
        List<TemplateExpression> items = [];
        while (!Take(end))
        {
            items.Add(Read());
            if (Next != end)
            {
                Expect(",");
            }
        }

        return [.. items];
    }

    private static bool Name(string token) => token.Length > 0 && (char.IsLetter(token[0]) || token[0] == '_');

    private static string Unquote(string token) => Escapes().Replace(token[1..^1], match => match.Value[1] switch
    {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        var letter => letter.ToString(),
    });

    [GeneratedRegex(
        """'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[A-Za-z_]\w*|\d+|==|!=|<=|>=|\S""", RegexOptions.Singleline)]
    private static partial Regex Tokens();

    [GeneratedRegex(@"\\.", RegexOptions.Singleline)]
    private static partial Regex Escapes();
}
