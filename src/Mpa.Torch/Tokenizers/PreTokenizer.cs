using System.Text.RegularExpressions;

namespace Mpa.Torch.Tokenizers;

/// <summary>Cuts text into words: the pieces within which BPE merges.</summary>
internal sealed class PreTokenizer(IReadOnlyList<SplitStep> steps)
{
    /// <summary>Receives one word.</summary>
    internal delegate void WordAction(ReadOnlySpan<char> word);

    /// <summary>Calls <paramref name="onWord"/> for each word, in order.</summary>
    public void Split(ReadOnlySpan<char> text, WordAction onWord) => Split(text, 0, onWord);

    private void Split(ReadOnlySpan<char> text, int depth, WordAction onWord)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (depth == steps.Count)
        {
            onWord(text);
            return;
        }

        SplitStep step = steps[depth];
        if (step.PrefixSpace && text[0] != ' ')
        {
            text = $" {text}";
        }

        if (step.Pattern is null)
        {
            Split(text, depth + 1, onWord);
        }
        else
        {
            SplitByPattern(text, depth, step, onWord);
        }
    }

    private void SplitByPattern(ReadOnlySpan<char> text, int depth, SplitStep step, WordAction onWord)
    {
        BmpProxy? proxy = BmpProxy.IsNeeded(text) ? BmpProxy.Create(text) : null;
        int at = 0;
        foreach (ValueMatch match in step.Pattern!.EnumerateMatches(proxy is null ? text : proxy.Text))
        {
            int start = proxy?.Offset(match.Index) ?? match.Index;
            int end = proxy?.Offset(match.Index + match.Length) ?? (match.Index + match.Length);
            if (step.KeepGaps)
            {
                Split(text[at..start], depth + 1, onWord);
            }

            Split(text[start..end], depth + 1, onWord);
            at = end;
        }

        if (step.KeepGaps)
        {
            Split(text[at..], depth + 1, onWord);
        }
    }
}
