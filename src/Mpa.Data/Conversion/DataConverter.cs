using Mpa.Data.FileTypes;
using Mpa.Data.Images;
using Mpa.Data.Rows;
using Mpa.Evaluation;
using Mpa.Files;
using Mpa.Imaging;

namespace Mpa.Data.Conversion;

/// <summary>Writes a data set in one of the two forms that need nothing beside them.</summary>
public static class DataConverter
{
    /// <summary>
    /// To a folder of questions.jsonl and images, or, where the output ends in .parquet, to Parquet with embedded
    /// images (several shards when it is large). Images are copied; equal ones once. Rows that can't be used are listed
    /// beside the output.
    /// </summary>
    /// <param name="data">The source.</param>
    /// <param name="output">Full path; must not exist.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MpaException">
    /// The output exists, a file is damaged, or no row can be used. Nothing is left of the output then.
    /// </exception>
    public static ConversionResult Run(DataSet data, string output, CancellationToken cancellation = default)
    {
        if (Path.Exists(output))
        {
            throw new MpaException($"{output} exists. Name another output, or delete it.");
        }

        bool parquet = output.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase);
        string rejected = parquet
            ? Path.ChangeExtension(output, ".rejected.jsonl")
            : Path.Combine(output, "rejected.jsonl");
        try
        {
            return parquet
                ? ToParquet(data, output, rejected, cancellation)
                : ToFolder(data, output, rejected, cancellation);
        }
        catch
        {
            File.Delete(rejected);
            if (Directory.Exists(output))
            {
                Directory.Delete(output, recursive: true);
            }

            throw;
        }
    }

    private static ConversionResult ToFolder(
        DataSet data, string folder, string rejected, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        ExtractedImages store = new(Path.Combine(folder, "images"));
        using FileStream questions = new(Path.Combine(folder, "questions.jsonl"), FileMode.CreateNew);
        return Convert(data, folder, rejected, cancellation, (row, bytes) =>
        {
            string image = store.Add(bytes);
            JsonLines.WriteLine(questions, Question(row, $"images/{image}"));
            return image;
        });
    }

    private static ConversionResult ToParquet(
        DataSet data, string output, string rejected, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(output)!);
        using ParquetWriter writer = new(output);
        ConversionResult result = Convert(data, output, rejected, cancellation, (row, bytes) =>
        {
            string image = ExtractedImages.NameOf(bytes);
            writer.Add(Question(row, image), bytes);
            return image;
        });
        return result with { Output = writer.Finish() };
    }

    private static ConversionResult Convert(
        DataSet data,
        string output,
        string rejectedFile,
        CancellationToken cancellation,
        Func<DataRow, byte[], string> write)
    {
        using RejectedRows rejected = new(rejectedFile);
        RowImages images = new(data.ImageRoot);
        HashSet<string> written = [];
        long rows = 0;
        foreach (DataRow row in data.Rows(cancellation))
        {
            (byte[]? bytes, RowProblem? problem) =
                row.Problem is { } unusable ? (null, unusable) : images.Read(row.Image);
            if (bytes is not null && ImageDecoder.FormatOf(bytes) is null)
            {
                problem = new RowProblem(
                    ImageException.NotAnImage,
                    $"\"{row.Image.Name}\" is neither PNG, JPEG, GIF, WebP nor BMP by its first bytes");
                bytes = null;
            }

            if (bytes is null)
            {
                rejected.Add(row.Place, problem!.Cause, problem.Message);
                continue;
            }

            written.Add(write(row, bytes));
            rows++;
        }

        string reasons = string.Join(", ", rejected.Counts.Select(pair => $"{pair.Value:N0} {pair.Key}"));
        return rows > 0
            ? new ConversionResult(output, rows, written.Count, rejected.Counts, rejected.File)
            : throw new MpaException(
                $"{data.Path}: no row can be used ({(reasons.Length > 0 ? reasons : "it has none")}). "
                    + $"Images are looked for below {data.ImageRoot}; --images names another folder.");
    }

    // An image alone is written with an empty question, which no test accepts.
    private static TestQuestion Question(DataRow row, string image) =>
        new(row.Id, image, row.Question ?? "", row.Answers, row.Slice, row.Kind);
}

/// <summary>What a conversion wrote. Rows read are rows written and rows rejected.</summary>
/// <param name="Output">Full path of what was written.</param>
/// <param name="Written">Rows.</param>
/// <param name="Images">Different image files.</param>
/// <param name="Rejected">Rows left out, by cause.</param>
/// <param name="RejectedFile">Where these stand, with their reasons; null when there are none.</param>
public sealed record ConversionResult(
    string Output, long Written, long Images, IReadOnlyDictionary<string, long> Rejected, string? RejectedFile);
