using OxyTrial.Reports.Document;
using OxyTrial.Reports.Drawing;
using QuestPDF.Fluent;
using QuestPDF.Infrastructure;

namespace OxyTrial.Reports.QuestPdf;

/// <summary>Writes each kind of block into a column; answers nothing of interest.</summary>
internal sealed class BlockWriter(ColumnDescriptor column) : IReportBlockVisitor<bool>
{
    public static readonly Color Ink = Color.FromHex("#1b2b38");
    private static readonly Color Quiet = Color.FromHex("#4a6072");
    private static readonly Color Pale = Color.FromHex("#eef3f6");
    private const string Blank = "______________________";

    public bool Visit(ReportBlock.Heading block)
    {
        var item = column.Item().EnsureSpace();
        var heading = block.Level switch
        {
            2 => item.SemanticHeader2(),
            3 => item.SemanticHeader3(),
            _ => item.SemanticHeader4(),
        };
        heading.Text(block.Text).FontSize(block.Level == 2 ? 12 : 10).Bold();
        return true;
    }

    public bool Visit(ReportBlock.Paragraph block)
    {
        column.Item().Text(block.Text);
        return true;
    }

    public bool Visit(ReportBlock.KeyValueList block)
    {
        Pairs(column.Item(), block.Items, block.Columns);
        return true;
    }

    public bool Visit(ReportBlock.Table block)
    {
        column.Item().Text(block.Caption).Bold();
        column.Item().SemanticTable().Table(table =>
        {
            table.ColumnsDefinition(columns =>
            {
                foreach (var _ in block.Columns)
                {
                    columns.RelativeColumn();
                }
            });
            table.Header(header =>
            {
                foreach (var definition in block.Columns)
                {
                    Aligned(header.Cell().Background(Pale).Padding(3), definition).Text(definition.Header).Bold();
                }
            });
            foreach (var row in block.Rows)
            {
                foreach (var (definition, cell) in block.Columns.Zip(row))
                {
                    Aligned(table.Cell().Padding(3), definition).Text(cell);
                }
            }
        });
        return true;
    }

    public bool Visit(ReportBlock.Notice block)
    {
        var word = block.Kind switch
        {
            NoticeKind.Information => "NOTE",
            NoticeKind.Warning => "WARNING",
            _ => "STOP",
        };
        column.Item().ShowEntire().Border(block.Kind == NoticeKind.Critical ? 3 : 1).Background(Pale).Padding(6).Column(inner =>
        {
            inner.Item().Text($"{word}  {block.Title}").Bold();
            foreach (var line in block.Lines)
            {
                inner.Item().Text(line);
            }
        });
        return true;
    }

    public bool Visit(ReportBlock.Barcode block)
    {
        column.Item().ShowEntire().Row(row =>
        {
            row.Spacing(10);
            row.ConstantItem(34, Unit.Millimetre).SemanticImage($"QR code of {block.Text}").Svg(QrCodeSvg.Draw(block.Text));
            row.RelativeItem().Column(inner =>
            {
                inner.Item().Text(block.Label).FontSize(7.5f).FontColor(Quiet);
                inner.Item().Text(block.Text).FontSize(25).Bold();
                Pairs(inner.Item(), block.Details, 3);
            });
        });
        return true;
    }

    public bool Visit(ReportBlock.Flow block)
    {
        var picture = column.Item().SemanticImage($"{block.Diagram.Title}: {block.Diagram.Description}");
        picture.MaxHeight(215, Unit.Millimetre).Svg(FlowDiagramSvg.Draw(block.Diagram)).FitArea();
        return Visit(new ReportBlock.Table($"{block.Diagram.Title}, as text", [new("Box"), new("Details")],
            [.. block.Diagram.Boxes.Select(box => (IReadOnlyList<string>)[box.Heading, string.Join('\n', box.Lines.Select(line => line.Text))])]));
    }

    public bool Visit(ReportBlock.Figure block)
    {
        column.Item().ShowEntire().Column(inner =>
        {
            inner.Item().SemanticImage($"{block.Chart.Title}: {block.Chart.Description}").Svg(ChartSvg.Draw(block.Chart)).FitWidth();
            inner.Item().Text($"{block.Chart.Title}. {block.Chart.Description}").FontSize(8);
        });
        return Visit(ChartTable.Of(block.Chart));
    }

    public bool Visit(ReportBlock.Signatures block)
    {
        column.Item().ShowEntire().Row(row =>
        {
            row.Spacing(10);
            foreach (var line in block.Lines)
            {
                Pairs(row.RelativeItem().Border(1).Padding(6),
                [
                    new("Meaning", line.Meaning),
                    new("Printed name", line.PrintedName),
                    new("Signature", line.SignedAt is null ? null : "Signed electronically"),
                    new("Date and time", line.SignedAtText),
                ],
                columns: 1);
            }
        });
        return true;
    }

    public bool Visit(ReportBlock.Checklist block)
    {
        foreach (var item in block.Items)
        {
            column.Item().ShowEntire().Row(row =>
            {
                row.Spacing(6);
                row.ConstantItem(10).Height(10).Border(1).Text(item.Checked ? "x" : "").FontSize(7);
                row.RelativeItem().Text(item.Text);
            });
        }

        return true;
    }

    public bool Visit(ReportBlock.ResponseGrid block)
    {
        column.Item().Text(block.Caption).Bold();
        column.Item().SemanticTable().Table(table =>
        {
            table.ColumnsDefinition(columns =>
            {
                columns.ConstantColumn(24);
                columns.RelativeColumn();
                foreach (var _ in block.Columns)
                {
                    columns.ConstantColumn(block.Marks.Count == 0 ? 48 : 16 * block.Marks.Count);
                }
            });
            table.Header(header =>
            {
                foreach (var title in block.Columns.Select(title => title.Length == 0 ? "Answer" : title).Prepend("Item").Prepend("No."))
                {
                    header.Cell().Background(Pale).Padding(3).Text(title).Bold();
                }
            });
            foreach (var item in block.Rows)
            {
                table.Cell().Padding(3).Text(item.Number).Bold();
                table.Cell().Padding(3).MinHeight(block.Height == WordingRoom.Sentence ? 18 : 80).Text(item.Id).FontSize(6.5f).FontColor(Quiet);
                foreach (var _ in block.Columns)
                {
                    Answer(table.Cell().Padding(3), block.Marks);
                }
            }
        });
        return true;
    }

    public bool Visit(ReportBlock.PageBreak block)
    {
        column.Item().PageBreak();
        return true;
    }

    public bool Visit(ReportBlock.Together block)
    {
        // Unlike ShowEntire, this moves on to the next page but still flows where even a whole page is too short.
        column.Item().PreventPageBreak().Column(inner =>
        {
            inner.Spacing(4);
            foreach (var child in block.Blocks)
            {
                child.Accept(new BlockWriter(inner));
            }
        });
        return true;
    }

    private static void Answer(IContainer cell, IReadOnlyList<string> marks) => cell.Row(row =>
    {
        row.Spacing(2);
        foreach (var mark in marks.DefaultIfEmpty(" "))
        {
            row.ConstantItem(13).Height(13).Border(1).AlignCenter().Text(mark).FontSize(7.5f);
        }
    });

    private static IContainer Aligned(IContainer cell, TableColumn definition) =>
        definition.Kind == ColumnKind.Numeric ? cell.AlignRight() : cell;

    private static void Pairs(IContainer container, IReadOnlyList<KeyValue> items, int columns) => container.Column(rows =>
    {
        rows.Spacing(4);
        foreach (var chunk in items.Chunk(columns))
        {
            rows.Item().Row(row =>
            {
                row.Spacing(10);
                foreach (var item in chunk)
                {
                    Pair(row.RelativeItem(), item);
                }
            });
        }
    });

    private static void Pair(IContainer container, KeyValue item)
    {
        var frame = item.Emphasis == Emphasis.Key ? container.Border(1.5f).Padding(5) : container;
        frame.Column(inner =>
        {
            inner.Item().Text(item.Label).FontSize(7.5f).FontColor(Quiet);
            inner.Item().Text(item.Value ?? Blank).FontSize(item.Emphasis == Emphasis.Key ? 20 : 9.6f).Bold();
            if (item.Note is not null)
            {
                inner.Item().Text(item.Note).FontSize(7.5f).FontColor(Quiet);
            }
        });
    }
}
