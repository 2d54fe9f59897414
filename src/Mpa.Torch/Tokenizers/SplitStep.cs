using System.Text.RegularExpressions;

namespace Mpa.Torch.Tokenizers;

/// <summary>One splitting of a pre-tokenizer.</summary>
/// <param name="Pattern">Each match becomes a piece; null splits nothing.</param>
/// <param name="KeepGaps">Text between matches becomes pieces too; else it is dropped.</param>
/// <param name="PrefixSpace">A space is put before the text if it doesn't start with one.</param>
internal sealed record SplitStep(Regex? Pattern, bool KeepGaps = true, bool PrefixSpace = false);
