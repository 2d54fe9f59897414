namespace Mpa.Torch.Tokenizers.Templates;

/// <summary>An expression of a template, ready to be evaluated.</summary>
internal delegate object? TemplateExpression(TemplateScope scope);

/// <summary>Reads Jinja's expressions: what chat templates use of them.</summary>
internal sealed class ExpressionReader
{
    // Deeper ones would end the process by its stack.
    private const int Deepest = 50;

    private readonly TemplateTokens _tokens;
    private readonly OperandReader _operands;
    private int _depth;

    public ExpressionReader(TemplateTokens tokens)
    {
        _tokens = tokens;
        _operands = new OperandReader(tokens, Read);
    }

    /// <summary>A whole expression, with "a if b else c".</summary>
    public TemplateExpression Read()
    {
        if (++_depth > Deepest)
        {
            throw new TemplateException("an expression nested too deeply");
        }

        TemplateExpression value = Or();
        if (_tokens.Take("if"))
        {
            TemplateExpression yes = value, condition = Or();
            TemplateExpression no = _tokens.Take("else") ? Read() : _ => TemplateValue.Undefined;
            value = scope => TemplateValue.IsTrue(condition(scope)) ? yes(scope) : no(scope);
        }

        _depth--;
        return value;
    }

    /// <summary>An expression without the "if" that may follow the list of a loop.</summary>
    public TemplateExpression Or()
    {
        TemplateExpression value = And();
        while (_tokens.Take("or"))
        {
            TemplateExpression left = value, right = And();
            value = scope => left(scope) is var first && TemplateValue.IsTrue(first) ? first : right(scope);
        }

        return value;
    }

    private TemplateExpression And()
    {
        TemplateExpression value = Not();
        while (_tokens.Take("and"))
        {
            TemplateExpression left = value, right = Not();
            value = scope => left(scope) is var first && TemplateValue.IsTrue(first) ? right(scope) : first;
        }

        return value;
    }

    private TemplateExpression Not()
    {
        bool negated = false;
        while (_tokens.Take("not"))
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
            if (_tokens.Take("is"))
            {
                bool negated = _tokens.Take("not");
                Func<object?, bool> test = TemplateFunctions.Test(_tokens.Name());
                value = scope => test(left(scope)) != negated;
            }
            else if (_tokens.Next is "==" or "!=" or "<" or ">" or "<=" or ">=" or "in" or "not")
            {
                string sign = _tokens.Take();
                bool negated = sign is "!=" or "not";
                if (sign == "not")
                {
                    _tokens.Expect("in");
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
        while (_tokens.Next is "+" or "-" or "~" or "%")
        {
            string sign = _tokens.Take();
            TemplateExpression left = value, right = Filtered();
            value = scope => TemplateFunctions.Join(sign, left(scope), right(scope));
        }

        return value;
    }

    private TemplateExpression Filtered()
    {
        TemplateExpression value = _operands.Read();
        while (_tokens.Take("|"))
        {
            string name = _tokens.Name();
            TemplateExpression input = value;
            TemplateExpression[] arguments = _tokens.Next == "(" ? _operands.Arguments() : [];
            value = scope => TemplateFunctions.Filter(name, input(scope), [.. arguments.Select(one => one(scope))]);
        }

        return value;
    }
}
