// Where threads run, how they are scheduled, and what the kernel counts of them.
#include <linux/perf_event.h>
#include <napi.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <uv.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

namespace {

Napi::Error failure(Napi::Env env, const char* syscall) {
  const int error = errno;
  Napi::Error result = Napi::Error::New(env, std::string(uv_err_name(-error)) + ": " + uv_strerror(-error) + ", " + syscall);
  result.Set("errno", Napi::Number::New(env, -error));
  result.Set("code", Napi::String::New(env, uv_err_name(-error)));
  result.Set("syscall", Napi::String::New(env, syscall));
  return result;
}

// (thread, CPU numbers)
void setAffinity(const Napi::CallbackInfo& info) {
  const auto cpus = info[1].As<Napi::Array>();
  unsigned most = 0;
  for (uint32_t i = 0; i < cpus.Length(); i++) most = std::max(most, cpus.Get(i).As<Napi::Number>().Uint32Value());
  const size_t bits = 8 * sizeof(unsigned long);
  std::vector<unsigned long> mask(most / bits + 1);
  for (uint32_t i = 0; i < cpus.Length(); i++) {
    const unsigned cpu = cpus.Get(i).As<Napi::Number>().Uint32Value();
    mask[cpu / bits] |= 1UL << (cpu % bits);
  }
  const auto thread = info[0].As<Napi::Number>().Int32Value();
  if (syscall(SYS_sched_setaffinity, thread, mask.size() * sizeof(unsigned long), mask.data()) < 0)
    throw failure(info.Env(), "sched_setaffinity");
}

// (thread, policy, priority): SCHED_ numbers of linux/sched.h.
void setScheduler(const Napi::CallbackInfo& info) {
  sched_param parameters{};
  parameters.sched_priority = info[2].As<Napi::Number>().Int32Value();
  const auto thread = info[0].As<Napi::Number>().Int32Value();
  if (sched_setscheduler(thread, info[1].As<Napi::Number>().Int32Value(), &parameters) < 0)
    throw failure(info.Env(), "sched_setscheduler");
}

// (thread, type, configuration) → descriptor of a counter that runs, of the thread and of those it will start; eight bytes
// can be read from it.
Napi::Value openCounter(const Napi::CallbackInfo& info) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = info[1].As<Napi::Number>().Uint32Value();
  attributes.config = info[2].As<Napi::Number>().Uint32Value();
  attributes.inherit = 1;
  const auto thread = info[0].As<Napi::Number>().Int32Value();
  const long fd = syscall(SYS_perf_event_open, &attributes, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
  if (fd < 0) throw failure(info.Env(), "perf_event_open");
  return Napi::Number::New(info.Env(), static_cast<double>(fd));
}

}  // namespace

void addScheduling(Napi::Env env, Napi::Object exports) {
  exports.Set("setAffinity", Napi::Function::New(env, setAffinity, "setAffinity"));
  exports.Set("setScheduler", Napi::Function::New(env, setScheduler, "setScheduler"));
  exports.Set("openCounter", Napi::Function::New(env, openCounter, "openCounter"));
}
