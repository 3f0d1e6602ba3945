import Engine
import Glibc
import MeridianCore
import NIOCore
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(2)))
struct EngineTests {
    @Test func theFirstRequestStartsAnInstance() async throws {
        try await Fixture.withRelease { _, release in
            #expect(try await release.group().instances.isEmpty)
            #expect(try await release.text("hello") == "Hello")
            let group = try await release.group()
            #expect(group.started == 1)
            #expect(group.instances.map(\.state) == ["ready"])
        }
    }

    @Test func processorTimeIsCountedUpToTheEnd() async throws {
        try await Fixture.withRelease { fixture, release in
            _ = try await release.text("hello")
            // Nobody has looked at the instance while it was there.
            await fixture.engine.retire(release)
            let usage = await fixture.engine.usage()
            #expect(usage.active.isEmpty)
            let group = try #require(usage.retired.first?.groups.first)
            #expect(group.processorMicroseconds > 0)
            #expect(group.processorMicroseconds < 60_000_000)
        }
    }

    @Test func failedStartsAreCountedUntilOneSucceeds() async throws {
        let options = FunctionOptions(environment: ["KEY": "${secret.KEY}"])
        try await Fixture.withRelease(options) { _, release in
            let before = try await release.group()
            #expect(before.failedStarts == 0 && before.startProblem == nil)
            _ = await release.failure("hello")
            let group = try await release.group()
            #expect(group.failedStarts.map { $0 > 0 } == true)
            #expect(group.startProblem?.contains("MER-") == true)
        }
    }

    @Test func parametersServiceAndSeveralCookiesArrive() async throws {
        try await Fixture.withRelease { _, release in
            #expect(try await release.text("greet", "/greet/Zo%C3%AB?x=1") == "Hello Zoë from fixture/greet")
            let answer = try await release.call("cookies")
            #expect(answer.head.fields.values("set-cookie") == ["a=1", "b=2"])
        }
    }

    @Test func aBurstStartsNoMoreThanTheMaximum() async throws {
        try await Fixture.withRelease(FunctionOptions(concurrency: 1, maxInstances: 3)) { _, release in
            let processes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<40 { group.addTask { try await release.text("process") } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect((1...3).contains(processes.count))
            #expect(try await release.group().started <= 3)
        }
    }

    @Test func whoeverFindsTheQueueFullIsTurnedAway() async throws {
        var configuration = EngineConfiguration()
        configuration.maxWaiting = 2
        try await Fixture.withRelease(
            FunctionOptions(concurrency: 1, maxInstances: 1), configuration: configuration
        ) { _, release in
            #expect(try await release.text("hello") == "Hello")
            try await withThrowingTaskGroup(of: MeridianError?.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        do {
                            _ = try await release.call("slow", "/slow?ms=300")
                            return nil
                        } catch { return error as? MeridianError }
                    }
                }
                let refused = try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
                #expect(refused.count == 3)
                #expect(refused.allSatisfy { $0.code == .tooManyWaiting && $0.status == 429 && $0.retryAfter == 1 })
            }
        }
    }

    @Test func bodiesOfMegabytesComeBackWhole() async throws {
        try await Fixture.withRelease(FunctionOptions(timeout: 60)) { _, release in
            var body = ByteBufferAllocator().buffer(capacity: 10 << 20)
            for number in 0..<(10 << 17) { body.writeInteger(UInt64(number)) }
            let answer = try await release.call("echo", method: .post, body: body)
            #expect(answer.head.status == 200)
            #expect(answer.body == body)
        }
    }

    @Test func anInstanceThatIsKilledAnswersForItself() async throws {
        try await Fixture.withRelease { _, release in
            let error = try #require(await release.failure("crash"))
            #expect(error.code == .workerCrashed)
            #expect(error.status == 502)
            #expect(error.message.contains("signal 9"))
            #expect(try await release.text("hello") == "Hello")
            #expect(try await release.group().crashed == 1)
        }
    }

    @Test func aSlowHandlerIsAnswered504AndItsInstanceGoesOn() async throws {
        try await Fixture.withRelease(FunctionOptions(timeout: 0.2)) { _, release in
            let first = try await release.text("process")
            do {
                let answer = try await release.call("slow")
                #expect(answer.head.status == 504)
            } catch let error as MeridianError {
                #expect(error.code == .deadlineExceeded)
            }
            _ = try await release.group { $0.instances.allSatisfy { $0.inFlight == 0 } }
            #expect(try await release.text("process") == first)
        }
    }

    @Test func aStuckHandlerIsAnswered504AndItsInstanceKilled() async throws {
        var configuration = EngineConfiguration()
        configuration.cancellationGrace = .milliseconds(100)
        try await Fixture.withRelease(configuration: configuration) { _, release in
            let first = try await release.text("process")
            let error = try #require(await release.failure("stuck"))
            #expect(error.code == .deadlineExceeded)
            #expect(error.status == 504)
            _ = try await release.group { $0.crashed == 1 }
            #expect(try await release.text("process") != first)
        }
    }

    @Test func anIdleInstanceRetiresAndTheNextRequestStartsAnother() async throws {
        try await Fixture.withRelease(FunctionOptions(idleTimeout: 0.05)) { _, release in
            let first = try await release.text("process")
            _ = try await release.group { $0.instances.isEmpty }
            #expect(kill(pid_t(first)!, 0) != 0)
            #expect(try await release.text("process") != first)
            #expect(try await release.group().crashed == 0)
        }
    }

    @Test func requestsDuringRetirementNeverFail() async throws {
        try await Fixture.withRelease(FunctionOptions(idleTimeout: 0.03)) { _, release in
            for _ in 0..<200 {
                #expect(try await release.text("hello") == "Hello")
                // Long enough, now and then, for the instance to be on its way out.
                if Bool.random() { _ = try await release.text("slow", "/slow?ms=\(Int.random(in: 20...60))") }
            }
        }
    }

    @Test func standbyInstancesAreThereBeforeAnyRequest() async throws {
        try await Fixture.withRelease(FunctionOptions(standby: 2, idleTimeout: 0.05)) { _, release in
            let ready = try await release.group { $0.instances.count { $0.state == "ready" } == 2 }
            kill(pid_t(ready.instances[0].pid), SIGKILL)
            _ = try await release.group { $0.crashed == 1 && $0.instances.count { $0.state == "ready" } == 2 }
        }
    }

    @Test func retiringWaitsForWhatIsBeingServed() async throws {
        try await Fixture.withRelease { fixture, release in
            _ = try await release.text("hello")
            async let slow = release.text("slow", "/slow?ms=300")
            _ = try await release.group { $0.instances.contains { $0.inFlight == 1 } }
            await fixture.engine.retire(release)
            #expect(try await slow == "slept")
            #expect(try await release.group().instances.isEmpty)
        }
    }

    @Test func aServiceThatDoesNotStartSaysWhy() async throws {
        let options = FunctionOptions(environment: ["FIXTURE_FAILS_TO_START": "1"])
        let error = await #expect(throws: MeridianError.self) {
            try await Fixture.withRelease(options, verify: true) { _, _ in }
        }
        #expect(error?.code == .initFailed)
        #expect(error?.message.contains("exited with status 3") == true)
    }

    @Test func aServiceThatRefusesToStartSaysWhy() async throws {
        let options = FunctionOptions(environment: ["FIXTURE_REFUSES_TO_START": "1"])
        let error = await #expect(throws: MeridianError.self) {
            try await Fixture.withRelease(options, verify: true) { _, _ in }
        }
        #expect(error?.code == .initFailed)
        #expect(error?.message.contains("MER-1320: the fixture was told to refuse") == true)
    }

    @Test func aWorkerStopsItsServiceBeforeItLeaves() async throws {
        let options = FunctionOptions(environment: ["FIXTURE_SAYS_GOODBYE": "1"])
        let lines = try await Fixture.withRelease(options) { fixture, release in
            let lines = fixture.logs.subscribe(LogFilter())
            let text = try await release.text("hello")
            #expect(text == "Hello")
            return lines
        }
        for await entry in lines.entries where entry.message == "goodbye" { return }
        Issue.record("the log ended without a goodbye")
    }

    @Test func aWorkerThatIsTerminatedStopsItsService() async throws {
        let options = FunctionOptions(environment: ["FIXTURE_SAYS_GOODBYE": "1"])
        try await Fixture.withRelease(options) { fixture, release in
            let lines = fixture.logs.subscribe(LogFilter())
            let process = try #require(pid_t(try await release.text("process")))
            kill(process, SIGTERM)
            for await entry in lines.entries where entry.message == "goodbye" { return }
            Issue.record("the log ended without a goodbye")
        }
    }

    @Test func anInstanceServesWithOneThread() async throws {
        try await Fixture.withRelease { _, release in
            let process = try #require(pid_t(try await release.text("process")))
            let threads = try #require(opendir("/proc/\(process)/task"))
            defer { closedir(threads) }
            var count = 0
            while let entry = readdir(threads) { count += entry.pointee.d_name.0 == UInt8(ascii: ".") ? 0 : 1 }
            #expect(count == 1)
        }
    }

    @Test(arguments: ["actor", "queue"]) func whatBelongsOnTheMainThreadRunsThere(way: String) async throws {
        try await Fixture.withRelease { _, release in
            let text = try await release.text("main", "/main/\(way)")
            #expect(text == "main thread")
        }
    }

    @Test func aServiceThatNeverGetsReadyIsGivenUp() async throws {
        let options = FunctionOptions(initTimeout: 0.2, environment: ["FIXTURE_NEVER_READY": "1"])
        try await Fixture.withRelease(options) { _, release in
            let error = try #require(await release.failure("hello"))
            #expect(error.code == .initTimedOut)
        }
    }

    @Test func aMissingExecutableIsReported() async throws {
        let whole = Fixture.release(FunctionOptions())
        var manifest = whole.manifest
        manifest.entry = "no-such-file"
        let release = Release(
            service: whole.service, number: 1, digest: "0", manifest: manifest, directory: whole.directory)
        try await Fixture.withRelease { fixture, _ in
            let error = await #expect(throws: MeridianError.self) {
                _ = try await fixture.engine.activate(release)
            }
            #expect(error?.code == .spawnFailed)
        }
    }

    @Test func memoryOverTheLimitEndsTheInstance() async throws {
        try await Fixture.withRelease(FunctionOptions(memorySize: 64, timeout: 20)) { _, release in
            let error = try #require(await release.failure("hoard", "/hoard?mib=150"))
            #expect(error.code == .memoryExceeded)
            #expect(try await release.text("hello") == "Hello")
        }
    }

    @Test func environmentReachesTheWorkerAndNothingElseDoes() async throws {
        setenv("ENGINE_TEST_SECRET", "hidden", 1)
        try await Fixture.withRelease(FunctionOptions(environment: ["COLOUR": "red"])) { _, release in
            let colour = try await release.text("environment", "/environment/COLOUR")
            #expect(colour == "red")
            #expect(try await release.text("environment", "/environment/MERIDIAN_STAGE") == "production")
            #expect(try await release.text("environment", "/environment/ENGINE_TEST_SECRET") == "unset")
        }
    }

    @Test func whatAFunctionSaysIsTiedToItsRequest() async throws {
        try await Fixture.withRelease { fixture, release in
            let index = try #require(release.release.manifest.functions.firstIndex { $0.name.rawValue == "says" })
            var lines = fixture.logs.subscribe(LogFilter(requestID: "request-7")).entries.makeAsyncIterator()
            _ = try await release.invoke(
                function: index, trigger: 0,
                request: RequestHead(method: .get, target: "/says", fields: [RequestID.fieldName: "request-7"]),
                body: ByteBuffer())
            var messages: [String: String] = [:]
            while messages.count < 2, let entry = await lines.next() { messages[entry.message] = entry.level.rawValue }
            #expect(messages == ["printed": "info", "logged": "warning"])
        }
    }
}
