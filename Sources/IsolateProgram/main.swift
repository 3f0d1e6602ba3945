import IsolateWorker

await IsolateHost.main()
