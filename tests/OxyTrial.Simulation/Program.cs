using OxyTrial.Simulation;

return await SimulationCommand.RunAsync(args, Console.Out);
