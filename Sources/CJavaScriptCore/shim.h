#pragma once

#include <JavaScriptCore/JavaScript.h>
#include <glib.h>

// What the library exports without a header of its own, as its sources declare it. A link fails when one is gone.

/// Asked when a script has run for its limit; `true` ends it.
typedef bool (*JSShouldTerminateCallback)(JSContextRef context, void *user);

/// Limits how long a script may hold the processor in one entry, in seconds of processor time.
JS_EXPORT void JSContextGroupSetExecutionTimeLimit(
    JSContextGroupRef group, double limit, JSShouldTerminateCallback callback, void *user);
JS_EXPORT void JSContextGroupClearExecutionTimeLimit(JSContextGroupRef group);

/// `function` is called with a promise and the reason of its rejection, after the microtasks have run.
JS_EXPORT void JSGlobalContextSetUnhandledRejectionCallback(
    JSGlobalContextRef context, JSObjectRef function, JSValueRef *exception);

/// An object with `heapSize`, `heapCapacity`, `extraMemorySize` and more, in bytes.
JS_EXPORT JSObjectRef JSGetMemoryUsageStatistics(JSContextRef context);

/// Tells the collector of bytes held outside its heap.
JS_EXPORT void JSReportExtraMemoryCost(JSContextRef context, size_t size);

/// Collects when memory is asked for only, and not by the clock. To be called before the first virtual machine is made.
JS_EXPORT void JSDisableGCTimer(void);

/// Collects now instead of soon.
JS_EXPORT void JSSynchronousGarbageCollectForDebugging(JSContextRef context);

/// Takes a sample of where scripts are each millisecond while they run; `false` where the library can't.
JS_EXPORT bool JSContextGroupEnableSamplingProfiler(JSContextGroupRef group);
JS_EXPORT void JSContextGroupDisableSamplingProfiler(JSContextGroupRef group);

/// The samples since the last call, as JSON; the caller releases it.
JS_EXPORT JSStringRef JSContextGroupTakeSamplesFromSamplingProfiler(JSContextGroupRef group);
