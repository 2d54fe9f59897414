using DuckDB.NET.Data;
using Mpa.Data.FileTypes;

namespace Mpa.Data.Tests.FileTypes;

/// <summary>What a data file could make DuckDB do, were it not locked.</summary>
public sealed class DuckDbTests : IDisposable
{
    private readonly Sample _sample = new();

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("SELECT * FROM read_parquet('https://localhost:1/a.parquet')")]
    [InlineData("COPY (SELECT 1) TO '/dev/shm/mpa-escaped.csv'")]
    [InlineData("ATTACH '/dev/shm/mpa-escaped.db'")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET allowed_paths = ['/etc/passwd']")]
    public void It_reaches_no_other_file_no_network_and_no_extension(string sql)
    {
        using DuckDBConnection connection = DuckDb.Open(_sample.Write("a.csv", "x\n"));

        Assert.Throws<DuckDBException>(() => connection.Execute(sql));
    }

    [Fact]
    public void It_reads_the_file_it_was_opened_for_whatever_its_name()
    {
        string file = _sample.Write("it's a \"file\".csv", "image,question\na.png,Q\n");

        Assert.Single(DataSet.Open(file).Rows(Sample.Token));
    }

    [Fact]
    public void A_name_that_is_a_pattern_is_refused() =>
        Assert.Contains("Rename it", Sample.Error(() => DuckDb.Open("/data/*.csv")), StringComparison.Ordinal);

    public void Dispose() => _sample.Dispose();
}
