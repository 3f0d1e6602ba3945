import MeridianCommand

await EntryPoint.main()
