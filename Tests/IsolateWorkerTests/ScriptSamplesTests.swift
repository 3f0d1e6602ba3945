import MeridianCore
import NIOCore
import Testing

@testable import IsolateWorker

@Suite struct ScriptSamplesTests {
    private static let samples = """
        {"interval":0.001,"traces":[
          {"timestamp":1,"frames":[
            {"sourceID":4294967295,"name":"sort","location":"","line":4294967295,"column":4294967295,"category":"x","flags":0},
            {"sourceID":2,"name":"price","location":"#a:FTL:bc#1","line":1,"column":3,"category":"FTL","flags":0},
            {"sourceID":2,"name":"","location":"","line":1,"column":9,"category":"LLInt","flags":0}]},
          {"timestamp":2,"frames":[
            {"sourceID":2,"name":"price","location":"","line":1,"column":3,"category":"FTL","flags":0},
            {"sourceID":2,"name":"","location":"","line":1,"column":9,"category":"LLInt","flags":0}]},
          {"timestamp":3,"frames":[
            {"sourceID":2,"name":"price","location":"","line":1,"column":3,"category":"FTL","flags":0},
            {"sourceID":2,"name":"","location":"","line":1,"column":9,"category":"LLInt","flags":0}]},
          {"timestamp":4,"frames":[
            {"sourceID":9,"name":"a;b","location":"","line":5,"column":1,"category":"LLInt","flags":0}]},
          {"timestamp":5,"frames":[]}],
         "sources":[{"sourceID":2,"url":"main.js"},{"sourceID":9,"url":"meridian:serve.js"},{"sourceID":7}]}
        """

    @Test func stacksAreCountedByFunctionAndLine() throws {
        let folded = try ScriptSamples(Self.samples, map: nil).folded
        #expect(
            folded.split(separator: "\n") == [
                "(anonymous) (main.js:1);price (main.js);price, line 1 2",
                "(anonymous) (main.js:1);price (main.js);sort 1",
                "a,b (meridian:serve.js) 1",
            ])
    }

    @Test func placesAreThoseOfTheAuthor() throws {
        // All of the bundle's only line is line 3 of the author's file.
        let text = #"{"version":3,"sources":["functions/price.ts"],"mappings":"AAEA"}"#
        let map = try #require(SourceMap(parsing: ByteBuffer(string: text)))
        let folded = try ScriptSamples(Self.samples, map: map).folded
        #expect(
            folded.split(separator: "\n").first
                == "(anonymous) (functions/price.ts:3);price (functions/price.ts);price, line 3 2")
    }

    @Test(arguments: ["{}", #"{"traces":[]}"#, #"{"traces":[{"frames":[]}],"sources":[]}"#])
    func nothingIsNothing(text: String) throws {
        #expect(try ScriptSamples(text, map: nil).folded == "")
    }

    @Test(arguments: ["", "[]", #"{"traces":[{}]}"#, #"{"traces":[{"frames":[{"name":1}]}]}"#])
    func whatIsNoneIsRefused(text: String) {
        #expect(throws: (any Error).self) { try ScriptSamples(text, map: nil) }
    }

    @Test func aWorkerTellsWhatItsFunctionDid() async throws {
        let worker = try await WorkerHarness([
            "work": """
            function churn(n) { let sum = 0; for (let i = 0; i < n; i++) sum += Math.sqrt(i) % 7; return sum; }
            exports.fetch = () => new Response(`${churn(1e6) > 0}`);
            """
        ])
        let trigger = InvocationHead.profileTrigger
        let nothing = try await worker.call(0, trigger: trigger, .get)
        #expect(nothing.body == "", "as long as nobody has begun")
        let begun = try await worker.call(0, trigger: trigger, .post)
        #expect(begun.status == 204)
        // A machine that is busy may come to take a sample only now and then.
        var seen = false
        for _ in 0..<1_000 where !seen {
            #expect(try await worker.call().body == "true")
            seen = try await worker.call(0, trigger: trigger, .get).body.contains("churn (main.js)")
        }
        #expect(seen)
        let again = try await worker.call(0, trigger: trigger, .get)
        #expect(!again.body.contains("churn"), "each sample is told once")
        let last = try await worker.call(0, trigger: trigger, .delete)
        #expect(last.status == 200)
        #expect(try await worker.call().body == "true")
        let after = try await worker.call(0, trigger: trigger, .get)
        #expect(after.body == "")
        let unknown = await #expect(throws: MeridianError.self) { try await worker.call(7, trigger: trigger, .post) }
        #expect(unknown?.code == .functionNotFound)
    }
}
