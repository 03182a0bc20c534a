namespace OxyTrial.Reports.Document;

/// <summary>One answer for each kind of block; what a renderer implements.</summary>
public interface IReportBlockVisitor<out T>
{
    T Visit(ReportBlock.Heading block);

    T Visit(ReportBlock.Paragraph block);

    T Visit(ReportBlock.KeyValueList block);

    T Visit(ReportBlock.Table block);

    T Visit(ReportBlock.Notice block);

    T Visit(ReportBlock.Barcode block);

    T Visit(ReportBlock.Flow block);

    T Visit(ReportBlock.Figure block);

    T Visit(ReportBlock.Signatures block);

    T Visit(ReportBlock.Checklist block);

    T Visit(ReportBlock.ResponseGrid block);

    T Visit(ReportBlock.PageBreak block);

    T Visit(ReportBlock.Together block);
}
