using Mpa.Data.Audit;
using Mpa.Data.Rows;

namespace Mpa.Data.Tests.Formats;

/// <summary>Files in the layouts as published, written by hand.</summary>
public sealed class OfficialFilesTests : IDisposable
{
    private readonly Sample _sample = new();

    [Fact]
    public void TextVQA_has_its_rows_in_a_list_named_data_and_images_by_id()
    {
        string file = _sample.Write("TextVQA_0.5.1_val.json", """
            {"dataset_type":"val","dataset_name":"textvqa","dataset_version":"0.5.1","data":[
              {"question":"what is the brand of this camera?","image_id":"003a8ae2ef43b901",
               "image_classes":["Cassette deck"],"flickr_original_url":"https://x",
               "image_width":1024,"image_height":664,
               "answers":["nous les gosses","dakota","clos culombu","dakota digital","dakota",
                          "dakota","dakota","dakota","dakota","dakota"],
               "question_tokens":["what"],"question_id":34602,"set_name":"val","ocr_tokens":["DAKOTA"]},
              {"question":"what does it say?","image_id":"003a8ae2ef43b901","question_id":34603,"set_name":"val",
               "answers":["dakota"]}]}
            """);
        _sample.Image("train_images/003a8ae2ef43b901.jpg", 1);

        DataRow[] rows = Rows(file, "TextVQA 0.5.1");

        Assert.Equal(
            ("34602", "what is the brand of this camera?", 10), (rows[0].Id, rows[0].Question, rows[0].Answers.Count));
        Assert.Equal("dakota", rows[1].Answers[0]);
        Audited(file, images: 1);
    }

    [Fact]
    public void The_test_split_of_TextVQA_has_no_answers()
    {
        string file = _sample.Write(
            "TextVQA_0.5.1_test.json",
            """{"data":[{"question":"what?","image_id":"a","question_id":1,"set_name":"test"}]}""");
        _sample.Image("test_images/a.jpg", 1);

        Assert.Empty(Assert.Single(Rows(file, "TextVQA 0.5.1")).Answers);
        Audited(file, images: 1);
    }

    [Fact]
    public void ST_VQA_names_images_by_path_and_its_source_is_the_slice()
    {
        string file = _sample.Write("train_task_1.json", """
            {"dataset_name":"st-vqa","dataset_version":1.0,"task_name":"task 1 - Strongly Contextualised","data":[
              {"file_path":"coco-text/COCO_train2014_000000476106.jpg","question":"What company?","image_height":480,
               "answers":["samsung"],"question_id":6299,"file_name":"x.jpg","dataset":"coco-text","set_name":"train"},
              {"file_path":"imageNet/n07_1.JPEG","question":"What book?","answers":["Copse 125","Copse"],
               "question_id":21020,"set_name":"train"}]}
            """);
        _sample.Image("coco-text/COCO_train2014_000000476106.jpg", 1);
        _sample.Image("imageNet/n07_1.JPEG", 2);

        DataRow[] rows = Rows(file, "ST-VQA task 1");

        Assert.Equal([("6299", "coco-text"), ("21020", "imageNet")], rows.Select(row => (row.Id, row.Slice)));
        Audited(file, images: 2);
    }

    [Fact]
    public void A_split_of_ChartQA_is_a_folder_and_who_asked_is_the_slice()
    {
        _sample.Write("test/test_human.json", """
            [{"imgname":"1.png","query":"How many?","label":"14"},
             {"imgname":"2.png","query":"Which?","label":"[Red, Blue]"}]
            """);
        _sample.Write("test/test_augmented.json", """[{"imgname":"1.png","query":"What was it?","label":"6.8"}]""");
        _sample.Write("test/tables/1.csv", "Year,Value\n2013,6.8\n");
        _sample.Image("test/png/1.png", 1);
        _sample.Image("test/png/2.png", 2);

        DataRow[] rows = Rows(_sample.At("test"), "ChartQA");

        Assert.Equal(["human", "human", "augmented"], rows.Select(row => row.Slice));
        Assert.Equal(3, rows.Select(row => row.Id).Distinct().Count());

        // One answer of two values, as the official script compares it.
        Assert.Equal("[Red, Blue]", Assert.Single(rows[1].Answers));
        Assert.Contains(
            "ChartQA test has 2,500 questions on 1,509 images",
            Audited(_sample.At("test"), images: 2).Published,
            StringComparison.Ordinal);
    }

    [Fact]
    public void OK_VQA_is_two_files_and_images_by_their_COCO_number()
    {
        WriteOkVqa();
        _sample.Image("val2014/COCO_val2014_000000297147.jpg", 1);

        DataRow[] rows = Rows(_sample.Root, "OK-VQA (VQA v2 layout)");

        Assert.Equal(("2971475", "What sport?", "Sports and Recreation"), (rows[0].Id, rows[0].Question, rows[0].Kind));
        Assert.Equal(["race", "race", "motocross"], rows[0].Answers);
        Audited(_sample.Root, images: 1);
    }

    [Theory]
    [InlineData("OpenEnded_mscoco_val2014_questions.json")]
    [InlineData("mscoco_val2014_annotations.json")]
    public void Either_file_of_OK_VQA_finds_the_other(string name)
    {
        WriteOkVqa();

        Assert.Equal(3, Assert.Single(Rows(_sample.At(name), "OK-VQA (VQA v2 layout)")).Answers.Count);
    }

    [Fact]
    public void Questions_without_their_annotations_say_so()
    {
        WriteOkVqa();
        File.Delete(_sample.At("mscoco_val2014_annotations.json"));

        DataSet data = DataSet.Open(_sample.Root);

        Assert.Empty(Assert.Single(data.Rows(Sample.Token)).Answers);
        Assert.Contains(
            "mscoco_val2014_annotations.json is not beside the questions",
            Assert.Single(data.Notes),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Annotations_without_their_questions_are_an_error()
    {
        WriteOkVqa();
        File.Delete(_sample.At("OpenEnded_mscoco_val2014_questions.json"));

        Assert.Contains(
            "answers without questions",
            Sample.Error(() => DataSet.Open(_sample.At("mscoco_val2014_annotations.json"))),
            StringComparison.Ordinal);
    }

    public void Dispose() => _sample.Dispose();

    private void WriteOkVqa()
    {
        _sample.Write("OpenEnded_mscoco_val2014_questions.json", """
            {"info":{"version":"1.0"},"task_type":"Open-Ended","data_type":"mscoco","license":{},
             "data_subtype":"val2014",
             "questions":[{"image_id":297147,"question":"What sport?","question_id":2971475}]}
            """);
        _sample.Write("mscoco_val2014_annotations.json", """
            {"info":{},"question_types":{"four":"Sports and Recreation"},"data_subtype":"val2014",
             "annotations":[{"image_id":297147,"answer_type":"other","question_type":"four","confidence":3,
              "question_id":2971475,
              "answers":[{"answer_id":1,"raw_answer":"racing","answer_confidence":"yes","answer":"race"},
                         {"answer_id":2,"answer":"race"},{"answer_id":3,"answer":"motocross"}]}]}
            """);
    }

    private static DataRow[] Rows(string path, string title)
    {
        DataSet data = DataSet.Open(path);
        Assert.Equal(title, data.Title);
        DataRow[] rows = [.. data.Rows(Sample.Token)];
        Assert.All(rows, row => Assert.Null(row.Problem));
        return rows;
    }

    private static DataAudit Audited(string path, int images)
    {
        DataAudit audit = Auditor.Run(DataSet.Open(path), cancellation: Sample.Token);
        Assert.True(audit.Sound, AuditText.Of(audit));
        Assert.Equal(images, audit.GoodImages);
        return audit;
    }
}
