using FsCheck.Xunit;
using Mpa.Torch.Serving;

namespace Mpa.Torch.Tests.Serving;

public sealed class TextStreamerTests
{
    // Few letters, so that stop texts and white space are met often.
    private const string Letters = "ab \n";

    [Property]
    public bool The_pieces_of_a_growing_text_are_the_finished_text_without_white_space_around_it(
        byte[] written, byte[] stopLetters)
    {
        string stop = string.Concat(stopLetters.Take(3).Select(Letter)) + "b";
        string all = string.Concat(written.Select(Letter));
        TextStreamer text = new([stop]);
        string told = "";
        for (int length = 1; length <= all.Length; length++)
        {
            string sofar = all[..length];
            int found = sofar.IndexOf(stop, StringComparison.Ordinal);
            bool done = found >= 0 || length == all.Length;
            told += text.Next(found >= 0 ? sofar[..found] : sofar, done);
            if (done)
            {
                return told == (found >= 0 ? sofar[..found] : sofar).Trim();
            }
        }

        return told.Length == 0;
    }

    [Fact]
    public void Half_a_letter_waits_for_its_other_half()
    {
        TextStreamer text = new([]);

        Assert.Equal("5", text.Next("5 \uFFFD\uFFFD", done: false));
        Assert.Equal("", text.Next("5 \uFFFD", done: false));
        Assert.Equal(" €", text.Next("5 €", done: true));
    }

    [Fact]
    public void Bytes_that_never_become_a_letter_are_told_in_the_end()
    {
        TextStreamer text = new([]);

        Assert.Equal(["a", "\uFFFD"], [text.Next("a\uFFFD", done: false), text.Next("a\uFFFD", done: true)]);
    }

    private static char Letter(byte value) => Letters[value % Letters.Length];
}
