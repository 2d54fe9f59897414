namespace Mpa.Evaluation.Metrics;

/// <summary>
/// Pairs rows with columns so that the pairs are worth most together, each row and column once: the Hungarian method by
/// shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987).
/// </summary>
internal static class BestAssignment
{
    /// <summary>As many pairs as there are rows or columns, whichever are fewer.</summary>
    /// <param name="worth">Of each pair.</param>
    public static IEnumerable<(int Row, int Column)> Of(double[,] worth)
    {
        (int rows, int columns) = (worth.GetLength(0), worth.GetLength(1));
        if (rows == 0 || columns == 0)
        {
            return [];
        }

        return rows <= columns
            ? Solve(rows, columns, (row, column) => -worth[row, column])
            : Solve(columns, rows, (column, row) => -worth[row, column]).Select(pair => (pair.Column, pair.Row));
    }

    // Rows and columns count from 1 here; column 0 stands for the row that is being placed.
    private static (int Row, int Column)[] Solve(int rows, int columns, Func<int, int, double> cost)
    {
        double[] ofRow = new double[rows + 1], ofColumn = new double[columns + 1];
        int[] rowOf = new int[columns + 1];
        for (int row = 1; row <= rows; row++)
        {
            rowOf[0] = row;
            (int free, int[] before) = Path(rowOf, ofRow, ofColumn, cost);
            for (int column = free; column != 0; column = before[column])
            {
                rowOf[column] = rowOf[before[column]];
            }
        }

        return
        [
            .. Enumerable.Range(1, columns)
                .Where(column => rowOf[column] > 0)
                .Select(column => (rowOf[column] - 1, column - 1)),
        ];
    }

    /// <summary>The cheapest path from the new row to a column without one; raises the prices on its way.</summary>
    private static (int Free, int[] Before) Path(
        int[] rowOf, double[] ofRow, double[] ofColumn, Func<int, int, double> cost)
    {
        int[] before = new int[rowOf.Length];
        bool[] seen = new bool[rowOf.Length];
        double[] slack = [.. Enumerable.Repeat(double.PositiveInfinity, rowOf.Length)];
        int at = 0;
        while (rowOf[at] != 0)
        {
            seen[at] = true;
            int row = rowOf[at], next = 0;
            double least = double.PositiveInfinity;
            for (int column = 1; column < rowOf.Length; column++)
            {
                if (seen[column])
                {
                    continue;
                }

                double reduced = cost(row - 1, column - 1) - ofRow[row] - ofColumn[column];
                (slack[column], before[column]) =
                    reduced < slack[column] ? (reduced, at) : (slack[column], before[column]);
                (least, next) = slack[column] < least ? (slack[column], column) : (least, next);
            }

            Raise(least, seen, slack, rowOf, ofRow, ofColumn);
            at = next;
        }

        return (at, before);
    }

    private static void Raise(
        double by, bool[] seen, double[] slack, int[] rowOf, double[] ofRow, double[] ofColumn)
    {
        for (int column = 0; column < seen.Length; column++)
        {
            if (seen[column])
            {
                ofRow[rowOf[column]] += by;
                ofColumn[column] -= by;
            }
            else
            {
                slack[column] -= by;
            }
        }
    }
}
