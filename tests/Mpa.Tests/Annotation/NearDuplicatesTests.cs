using FsCheck.Xunit;
using Mpa.Annotation;

namespace Mpa.Tests.Annotation;

public sealed class NearDuplicatesTests
{
    [Theory]
    [InlineData("What is red?", "what IS red", 1)]
    [InlineData("What is red?", "Is red what?", 1)]
    [InlineData("What is red?", "What is blue?", 0.5)]
    [InlineData("Is it 1.5?", "Is it 15?", 0.5)]
    [InlineData("这是什么？", "那是谁？", 0)]
    [InlineData("?", "!", 1)]
    public void Overlap_is_the_shared_part_of_the_words(string one, string other, double expected) =>
        Assert.Equal(expected, NearDuplicates.Overlap(one, other), 6);

    [Property]
    public bool Overlap_is_symmetric_lies_between_0_and_1_and_is_1_with_itself(string? one, string? other)
    {
        double overlap = NearDuplicates.Overlap(one ?? "", other ?? "");
        return overlap is >= 0 and <= 1
            && overlap == NearDuplicates.Overlap(other ?? "", one ?? "")
            && NearDuplicates.Overlap(one ?? "", one ?? "") == 1;
    }

    [Fact]
    public void A_repeated_question_says_which_pair_it_repeats()
    {
        IReadOnlyList<PseudoAnnotation> rows =
            [.. NearDuplicates.Mark([Pair("a", 0, "What is red?"), Pair("a", 1, "What is red")], 0.9)];

        Assert.Equal((AnnotationCause.NearDuplicate, "repeats a#0: What is red?"), (rows[1].Cause, rows[1].Detail));
        Assert.Null(rows[0].Cause);
        Assert.Null(rows[1].Question);
    }

    [Fact]
    public void The_same_question_about_another_image_is_no_repetition() =>
        Assert.All(
            NearDuplicates.Mark([Pair("a", 0, "What is red?"), Pair("b", 0, "What is red?")], 0.9),
            row => Assert.Null(row.Cause));

    [Fact]
    public void A_threshold_above_1_keeps_all() =>
        Assert.All(
            NearDuplicates.Mark([Pair("a", 0, "What?"), Pair("a", 1, "What?")], 1.1),
            row => Assert.Null(row.Cause));

    [Property]
    public bool No_row_is_lost_and_a_second_look_changes_nothing(byte[] questions)
    {
        PseudoAnnotation[] rows =
            [.. questions.Select((question, index) => Pair($"{index / 5}", index, $"What is {question % 7}?"))];
        IReadOnlyList<PseudoAnnotation> marked = [.. NearDuplicates.Mark(rows, 0.9)];
        return rows.Select(row => row.Id).SequenceEqual(marked.Select(row => row.Id))
            && marked.SequenceEqual(NearDuplicates.Mark(marked, 0.9));
    }

    private static PseudoAnnotation Pair(string image, int number, string question) => new()
    {
        Id = $"{image}#{number}",
        ImageId = image,
        Question = question,
        Answer = "4",
        RawReply = "",
        Key = "key",
        PromptTokens = 0,
        ReplyTokens = 0,
        Seconds = 0,
    };
}
