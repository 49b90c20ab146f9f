/// What a script adds where one runs: nothing here is needed.
enum PageScript {
    static let text = """
        "use strict";
        for (const button of document.querySelectorAll("button[data-copy]")) {
          button.hidden = false;
          button.addEventListener("click", async () => {
            const field = document.getElementById(button.dataset.copy);
            try { await navigator.clipboard.writeText(field.value); }
            catch { field.select(); document.execCommand("copy"); }
            const word = button.textContent;
            button.textContent = "Copied";
            setTimeout(() => { button.textContent = word; }, 2000);
          });
        }
        const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
        for (const time of document.querySelectorAll("time[datetime]")) {
          time.title = time.textContent;
          time.textContent = moment.format(new Date(time.getAttribute("datetime")));
        }
        for (const form of document.querySelectorAll("form")) {
          form.addEventListener("submit", (event) => {
            setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = !event.defaultPrevented; }, 0);
            setTimeout(() => { for (const button of form.querySelectorAll("button")) button.disabled = false; }, 4000);
          });
        }
        for (const form of document.querySelectorAll("form[data-preview]")) {
          let waiting;
          form.addEventListener("input", () => {
            clearTimeout(waiting);
            waiting = setTimeout(async () => {
              const answer = await fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)) });
              const page = new DOMParser().parseFromString(await answer.text(), "text/html");
              const next = page.getElementById("preview");
              const here = document.getElementById("preview");
              if (next && here) here.replaceWith(document.adoptNode(next));
            }, 400);
          });
        }
        const photo = document.querySelector("input[data-scan]");
        if (photo && "BarcodeDetector" in window) {
          photo.closest(".field").hidden = false;
          photo.addEventListener("change", async () => {
            const codes = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(photo.files[0]));
            if (codes.length) document.getElementById(photo.dataset.scan).value = codes[0].rawValue;
          });
        }

        """
}
