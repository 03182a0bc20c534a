using System.CommandLine;
using OxyTrial.Cli;
using OxyTrial.Cli.Commands;

var root = new RootCommand("OxyTrial: randomized, double-blind oxytocin-versus-placebo trials.")
{
    SpecCommands.Create(),
    RerandomizeCommand.Create(),
    InstrumentCommands.Create(),
    DemoCommand.Create(),
    VerifyCommand.Create(),
    SmallWorldCommand.Create(),
    BundleCommand.Create(),
    JournalCommands.Create(),
    CheckpointCommands.Create(),
    BackupCommands.CreateBackup(),
    BackupCommands.CreateRestore(),
    TwinCommand.Create(),
    ServeCommand.Create(),
    SiloCommand.Create(),
    StudyCommands.Create(),
    VaultCommands.Create(),
    CustodianCommands.Create(),
    UserCommands.Create(),
};

return await CommandLine.RunAsync(root, args);
