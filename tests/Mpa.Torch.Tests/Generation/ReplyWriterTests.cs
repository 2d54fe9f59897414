using Mpa.Models;
using Mpa.Torch.Families.Idefics3;
using Mpa.Torch.Generation;
using Mpa.Torch.Tests.Tokenizers;
using Mpa.Torch.Tokenizers;

namespace Mpa.Torch.Tests.Generation;

public sealed class ReplyWriterTests
{
    private static readonly ITokenizer Tokenizer = SmallTokenizer.Instance;
    private static readonly int End = Tokenizer.TokenId(Idefics3Tokens.EndOfUtterance)!.Value;

    [Fact]
    public void A_reply_ends_at_the_end_token_and_its_text_leaves_it_out()
    {
        int[] tokens = [.. Tokenizer.Encode("two bars"), End, .. Tokenizer.Encode("more")];

        GeneratedReply reply = Write(new SamplingOptions(), tokens);

        Assert.Equal(("two bars", FinishReason.Stop, End), (reply.Text, reply.Finish, reply.Tokens[^1]));
    }

    [Fact]
    public void A_reply_ends_before_a_stop_text_even_one_that_several_tokens_make()
    {
        SamplingOptions options = new(Stop: ["Answer", "bar two"]);

        GeneratedReply reply = Write(options, Tokenizer.Encode("one bar two bars Answer"));

        Assert.Equal(("one ", FinishReason.Stop), (reply.Text, reply.Finish));
    }

    [Fact]
    public void A_reply_is_cut_at_the_token_limit()
    {
        IReadOnlyList<int> tokens = Tokenizer.Encode("What is the value of the black bar?");

        GeneratedReply reply = Write(new SamplingOptions(MaxNewTokens: 3), tokens);

        Assert.Equal((3, FinishReason.Length), (reply.Tokens.Count, reply.Finish));
    }

    /// <summary>Writes as a model would that is sure of these tokens, one after the other.</summary>
    private static GeneratedReply Write(SamplingOptions options, IReadOnlyList<int> tokens)
    {
        ReplyWriter writer = new(new GenerationPrompt(new EncodedChat([1], [1]), [], options), Tokenizer, [End]);
        for (int i = 0; i < tokens.Count && !writer.Done; i++)
        {
            float[] logits = new float[Tokenizer.VocabularySize];
            logits[tokens[i]] = 1;
            writer.Write(logits);
        }

        return writer.Reply();
    }
}
