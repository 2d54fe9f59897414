using DuckDB.NET.Data;
using Mpa.Evaluation;

namespace Mpa.Data.FileTypes;

/// <summary>
/// Writes rows with embedded images as the hub has them: the column image is a struct of bytes and path, and the file's
/// metadata says so (https://huggingface.co/docs/datasets/image_dataset). A shard is written whenever so many bytes
/// have come together, so memory holds one.
/// </summary>
internal sealed class ParquetWriter : IDisposable
{
    private const string Columns = "id VARCHAR, bytes BLOB, path VARCHAR, "
        + "question VARCHAR, answers VARCHAR[], slice VARCHAR, kind VARCHAR";

    private const string Text = """{"dtype":"string","_type":"Value"}""";
    private const string Features =
        $$"""{"info":{"features":{"id":{{Text}},"image":{"_type":"Image"}"""
        + $$""","question":{{Text}},"answers":{"feature":{{Text}},"_type":"Sequence"}"""
        + $$""","slice":{{Text}},"kind":{{Text}}"""
        + "}}}";

    private readonly string _output;
    private readonly long _shardBytes;
    private readonly List<string> _shards = [];
    private DuckDBConnection? _connection;
    private DuckDBAppender? _appender;
    private long _bytes;

    /// <param name="output">Full path of the file; shards are named after it.</param>
    /// <param name="shardBytes">Image bytes of a shard.</param>
    public ParquetWriter(string output, long shardBytes = 256L << 20)
    {
        (_output, _shardBytes) = (output, shardBytes);
    }

    public void Add(TestQuestion row, byte[] image)
    {
        if (_appender is null)
        {
            Begin();
        }

        _appender!.CreateRow().AppendValue(row.Id).AppendValue(image).AppendValue(row.Image).AppendValue(row.Question)
            .AppendValue((IEnumerable<string>)row.Answers).AppendValue(row.Slice).AppendValue(row.Kind).EndRow();
        _bytes += image.Length;
        if (_bytes >= _shardBytes)
        {
            WriteShard();
        }
    }

    /// <summary>Writes what is left, and names the shards by their number once it is known.</summary>
    /// <returns>The file, or the first shard.</returns>
    public string Finish()
    {
        WriteShard();
        string stem = _output[..^".parquet".Length];
        string[] names = _shards.Count == 1
            ? [_output]
            : [.. Enumerable.Range(0, _shards.Count).Select(i => $"{stem}-{i:D5}-of-{_shards.Count:D5}.parquet")];
        for (int i = 0; i < names.Length; i++)
        {
            File.Move(_shards[i], names[i]);
        }

        return names[0];
    }

    public void Dispose()
    {
        _appender?.Dispose();
        _connection?.Dispose();
        _shards.ForEach(File.Delete); // of a conversion that failed; those of a finished one have another name
    }

    private void Begin()
    {
        string shard = $"{_output}.{_shards.Count}.new";
        _shards.Add(shard);
        _connection = DuckDb.Open(shard);
        _connection.Execute($"CREATE TABLE rows ({Columns})");
        _appender = _connection.CreateAppender("rows");
    }

    private void WriteShard()
    {
        if (_appender is null)
        {
            return;
        }

        _appender.Dispose();
        _connection!.Execute(
            "COPY (SELECT id, {'bytes': bytes, 'path': path} AS image, question, answers, slice, kind FROM rows) "
            + $"TO {DuckDb.Text(_shards[^1])} "
            + $"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{huggingface: {DuckDb.Text(Features)}}})");
        _connection!.Dispose();
        (_appender, _connection, _bytes) = (null, null, 0);
    }
}
