using OxyTrial.Server.Hosting;

// The usual entry is `oxytrial serve`; this one takes the data folder and the addresses only.
var options = new ServerOptions
{
    DataDirectory = args.ElementAtOrDefault(0) ?? Path.Combine(AppContext.BaseDirectory, "data"),
    Urls = args.Length > 1 ? args[1..] : ["http://127.0.0.1:8080"],
};
await TrialServer.Build(options).RunAsync();
