try{const theme=localStorage.getItem("rabita-theme");if(theme==="light"||theme==="dark")document.documentElement.dataset.theme=theme}catch{/* a browser without storage keeps to the system */}
