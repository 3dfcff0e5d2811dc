// What KVM says of this host, asked with a virtual machine that lives for a moment.
#include <fcntl.h>
#include <linux/kvm.h>
#include <napi.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <vector>

namespace {

struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0) close(fd);
  }
};

// Making a virtual machine waits for other CPUs, so that this is done on a thread of the pool. What cannot be found out is left out.
class AskKvm : public Napi::AsyncWorker {
 public:
  AskKvm(Napi::Env env, std::vector<uint32_t> msrs)
      : Napi::AsyncWorker(env), promise_(Napi::Promise::Deferred::New(env)), wanted_(std::move(msrs)) {}
  Napi::Promise promise() { return promise_.Promise(); }

 protected:
  void Execute() override {
    Descriptor kvm{open("/dev/kvm", O_RDWR | O_CLOEXEC)};
    usable_ = kvm.fd >= 0;
    if (!usable_) return;
    const int recommended = ioctl(kvm.fd, KVM_CHECK_EXTENSION, KVM_CAP_NR_VCPUS);
    const int most = ioctl(kvm.fd, KVM_CHECK_EXTENSION, KVM_CAP_MAX_VCPUS);
    most_vcpus_ = most > 0 ? most : recommended;
    askMsrs(kvm.fd);
    askTsc(kvm.fd);
  }

  void OnOK() override {
    Napi::Env env = Env();
    if (!usable_) return promise_.Resolve(env.Undefined());
    Napi::Object facts = Napi::Object::New(env);
    if (most_vcpus_ > 0) facts.Set("mostVcpus", most_vcpus_);
    if (khz_ > 0) {
      facts.Set("tscKhz", khz_);
      facts.Set("tscScaling", Napi::Boolean::New(env, scaling_));
    }
    Napi::Array msrs = Napi::Array::New(env);
    for (const auto& [index, value] : values_) {
      Napi::Object msr = Napi::Object::New(env);
      msr.Set("index", index);
      msr.Set("eax", static_cast<uint32_t>(value));
      msr.Set("edx", static_cast<uint32_t>(value >> 32));
      msrs.Set(msrs.Length(), msr);
    }
    facts.Set("msrs", msrs);
    promise_.Resolve(facts);
  }

 private:
#if defined(__x86_64__) || defined(__i386__)
  void askMsrs(int kvm) {
    for (const uint32_t index : wanted_) {
      alignas(kvm_msrs) char room[sizeof(kvm_msrs) + sizeof(kvm_msr_entry)] = {};
      auto* question = reinterpret_cast<kvm_msrs*>(room);
      question->nmsrs = 1;
      question->entries[0].index = index;
      if (ioctl(kvm, KVM_GET_MSRS, question) == 1) values_[index] = question->entries[0].data;
    }
  }
#else
  void askMsrs(int) {}
#endif

  void askTsc(int kvm) {
    Descriptor machine{ioctl(kvm, KVM_CREATE_VM, 0)};
    if (machine.fd < 0) return;
    Descriptor vcpu{ioctl(machine.fd, KVM_CREATE_VCPU, 0)};
    if (vcpu.fd < 0) return;
    khz_ = ioctl(vcpu.fd, KVM_GET_TSC_KHZ, 0);
    scaling_ = ioctl(machine.fd, KVM_CHECK_EXTENSION, KVM_CAP_TSC_CONTROL) > 0;
  }

  Napi::Promise::Deferred promise_;
  std::vector<uint32_t> wanted_;
  std::map<uint32_t, uint64_t> values_;
  bool usable_ = false;
  bool scaling_ = false;
  int khz_ = 0;
  int most_vcpus_ = 0;
};

// (indexes of MSRs) → promise of what KVM says, undefined where we have no KVM.
Napi::Value askKvm(const Napi::CallbackInfo& info) {
  std::vector<uint32_t> msrs;
  const auto wanted = info[0].As<Napi::Array>();
  for (uint32_t i = 0; i < wanted.Length(); i++) msrs.push_back(wanted.Get(i).As<Napi::Number>().Uint32Value());
  auto* work = new AskKvm(info.Env(), std::move(msrs));
  work->Queue();
  return work->promise();
}

}  // namespace

void addKvm(Napi::Env env, Napi::Object exports) {
  exports.Set("askKvm", Napi::Function::New(env, askKvm, "askKvm"));
}
