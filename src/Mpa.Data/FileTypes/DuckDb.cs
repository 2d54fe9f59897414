using System.Globalization;
using DuckDB.NET.Data;

namespace Mpa.Data.FileTypes;

/// <summary>
/// DuckDB in memory, locked: it may touch the files it is opened for and nothing else, loads no extension (Parquet,
/// JSON and CSV are part of the library), reaches no network, and can't be unlocked again.
/// </summary>
internal static class DuckDb
{
    /// <param name="files">Full paths of the only files it may read or write.</param>
    /// <exception cref="MpaException">A path can't be named in DuckDB without being taken for a pattern.</exception>
    public static DuckDBConnection Open(params IReadOnlyList<string> files)
    {
        if (files.FirstOrDefault(file => file.AsSpan().ContainsAny("*?[")) is { } pattern)
        {
            throw new MpaException($"{pattern}: a path with *, ? or [ can't be read here. Rename it.");
        }

        DuckDBConnection connection = new("DataSource=:memory:");
        connection.Open();
        string[] settings =
        [
            "threads = 1", // rows keep the order of the file
            "memory_limit = '2GB'",
            "temp_directory = ''",
            "autoinstall_known_extensions = false",
            "autoload_known_extensions = false",
            "allow_community_extensions = false",
            $"allowed_paths = [{string.Join(", ", files.Select(Text))}]",
            "enable_external_access = false",
            "lock_configuration = true",
        ];
        Array.ForEach(settings, setting => connection.Execute($"SET {setting}"));
        return connection;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    public static void Execute(this DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row, as text.</summary>
    public static string Scalar(this DuckDBConnection connection, string sql)
    {
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>Begins to read the rows of a query; they are made as they are asked for.</summary>
    public static DuckDBDataReader Stream(this DuckDBConnection connection, string sql)
    {
        DuckDBCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        return command.ExecuteReader();
    }

    /// <summary>As an SQL text.</summary>
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>As an SQL name.</summary>
    public static string Name(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The sentence of an error, without the query and the advice around it.</summary>
    public static string Sentence(DuckDBException error)
    {
        string paragraph = error.Message.ReplaceLineEndings("\n").Split("\n\n")[0];
        IEnumerable<string> lines = paragraph.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0);
        return string.Join(' ', lines).TrimEnd('.');
    }
}
