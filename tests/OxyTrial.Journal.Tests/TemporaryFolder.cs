namespace OxyTrial.Journal.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journal-tests-");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>What a machine that stopped now would find: the database and its log, copied under another name.</summary>
    public string CopyAsIs(string path, string name)
    {
        foreach (var suffix in new[] { "", "-wal" })
        {
            if (File.Exists(path + suffix))
            {
                File.Copy(path + suffix, PathOf(name) + suffix, overwrite: true);
            }
        }

        return PathOf(name);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
