using System.Buffers.Binary;

namespace OxyTrial.Journal.Tests;

/// <summary>Which bytes of a database file carry a record: the cells of its b-tree pages (sqlite.org/fileformat2.html, 1.6).</summary>
internal static class RecordBytes
{
    private const byte InteriorIndex = 2, InteriorTable = 5, LeafIndex = 10, LeafTable = 13;

    /// <summary>One flag a byte. Of a record that runs over onto other pages only the part on its own page is marked.</summary>
    public static bool[] Of(byte[] file)
    {
        var used = new bool[file.Length];
        var pageSize = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(16));
        for (var page = 0; page < file.Length; page += pageSize)
        {
            var header = page == 0 ? 100 : page;
            if (file[header] is InteriorIndex or LeafIndex or LeafTable)
            {
                Mark(file, page, header, pageSize, used);
            }
        }

        return used;
    }

    private static void Mark(byte[] file, int page, int header, int pageSize, bool[] used)
    {
        var kind = file[header];
        var pointers = header + (kind is InteriorIndex or InteriorTable ? 12 : 8);
        for (var cell = 0; cell < BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(header + 3)); cell++)
        {
            var start = page + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(pointers + (2 * cell)));
            var at = start + (kind == InteriorIndex ? 4 : 0);
            var payload = (int)Varint(file, ref at);
            if (kind == LeafTable)
            {
                // The schema's row number says nothing: the row is known by its name.
                var beforeNumber = at;
                Varint(file, ref at);
                used.AsSpan(start, beforeNumber - start).Fill(true);
                start = at;
            }

            used.AsSpan(start, at - start + Local(payload, pageSize, kind)).Fill(true);
        }
    }

    private static int Local(int payload, int usable, byte kind)
    {
        var most = kind == LeafTable ? usable - 35 : ((usable - 12) * 64 / 255) - 23;
        var least = ((usable - 12) * 32 / 255) - 23;
        var kept = least + ((payload - least) % (usable - 4));
        return payload <= most ? payload : 4 + (kept <= most ? kept : least);
    }

    private static long Varint(byte[] file, ref int at)
    {
        var value = 0L;
        for (var i = 0; i < 8; i++)
        {
            value = (value << 7) | (file[at] & 0x7FL);
            if ((file[at++] & 0x80) == 0)
            {
                return value;
            }
        }

        return (value << 8) | file[at++];
    }
}
